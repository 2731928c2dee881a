"""The window: screens, their view models, and what they are made of."""
