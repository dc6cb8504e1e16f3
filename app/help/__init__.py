"""Help lines: the directory of numbers to call in danger, by country, that every page draws from and staff keep right.

Not for: noticing that somebody may be in danger (guidelines does), nor for reaching out to them (moderation does).
"""
