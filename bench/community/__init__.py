"""A community of any size for measuring, the same for the same seed: its people, its talk, and how both get into a database quickly."""
