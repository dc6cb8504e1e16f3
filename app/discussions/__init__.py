"""Discussions: posts and replies in a group, their drafts and revisions, who has read and who watches; and the pages that show them.

Not for: judging text (guidelines does), ruling on it (moderation does), or groups themselves. A group's page lives here because it
lists discussions.
"""
