"""The whole road with the real program, through its window and without one."""
