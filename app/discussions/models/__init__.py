"""The tables of discussions, one module a noun."""

from app.core.versions import By, Key, only_counts, shows
from app.discussions.models.discussion import COUNTED, Discussion, DiscussionTag
from app.discussions.models.draft import Draft
from app.discussions.models.marks import Mention, PostQuote, ReadMark, Watch
from app.discussions.models.post import Post, Revision
from app.groups.models import GROUP

__all__ = ["Discussion", "DiscussionTag", "Draft", "Mention", "Post", "PostQuote", "ReadMark", "Revision", "Watch"]

TALK = "discussion"
"""Kind of key: a discussion and its posts."""

TALKS = Key("discussions")
"""Any discussion: when many are changed at once."""

FIGURES = only_counts("figures")
"""Kind of key: of a group, what its replies change in the rows of its discussions, and so their order. Not their words."""

shows(Discussion, TALKS, by=(By(TALK, "id"),))
shows(Discussion, TALKS, by=(By(GROUP, "group_id"),), but=COUNTED)
shows(Discussion, TALKS, by=(By(FIGURES, "group_id"),), only=COUNTED, born=False)
shows(
    DiscussionTag,
    TALKS,
    by=(By(TALK, "discussion_id"), By(GROUP, "discussion_id", through=Discussion, found="group_id")),
)
shows(Post, TALKS, by=(By(TALK, "discussion_id"),))
shows(Revision, TALKS, by=(By(TALK, "post_id", through=Post, found="discussion_id"),))
