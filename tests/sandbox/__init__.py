"""The sandbox, spoken to as a till speaks to it."""
