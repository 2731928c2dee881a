"""Head office: batches of cards, from the plan to the release."""
