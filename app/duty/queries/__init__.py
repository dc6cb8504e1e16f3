"""What is read about the duty."""
