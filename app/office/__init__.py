"""What head office does: batches of inactive cards, from the order to the release."""
