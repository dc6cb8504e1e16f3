"""Notices of illegal content from people without an account: the form, the mail that confirms it, the status page, the answer.

Not for: what members report (moderation), ruling on what a notice is about (the desk). See docs/outsiders.md.
"""
