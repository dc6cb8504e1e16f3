"""Mentoring: newcomers and the welcome desk, mentors' settings, greetings and introductions, cards, and nobody left waiting.

Not for: who holds the mentor's role (accounts stores grants, groups give them), nor for judging what is said (moderation).
"""
