"""How the till is proven: every state searched, whole shops simulated by a seed, and wrong code that is noticed."""
