"""Crisis duty: who is called when somebody may be in danger, how the call goes on until somebody looks, and how one asks again later.

Not for: noticing danger (guidelines), deciding about a post (moderation), when ordinary items are due (moderation.hours). See docs/duty.md.
"""
