"""What head office must neither lose nor leak: answers with one-time secrets, encrypted before they reach the disk."""
