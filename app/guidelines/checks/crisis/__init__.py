"""Crisis: words that may mean somebody's life is in danger, the writer's or another person's.

For: a phrase grammar that people can read and change, in `phrases/`; levels low, medium, high.
Not for: deciding anything. A signal shows help and asks a person to read; it never counts against the writer.
"""
