"""The tables of discussions, one module a noun."""

from app.discussions.models.discussion import Discussion, DiscussionTag
from app.discussions.models.draft import Draft
from app.discussions.models.marks import Mention, PostQuote, ReadMark, Watch
from app.discussions.models.post import Post, Revision

__all__ = ["Discussion", "DiscussionTag", "Draft", "Mention", "Post", "PostQuote", "ReadMark", "Revision", "Watch"]
