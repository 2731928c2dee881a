"""The real program without a window: killed, cut off, raced, and looked at from outside."""
