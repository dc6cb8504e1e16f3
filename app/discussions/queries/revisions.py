"""What a post said before, and what waits to be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import NotFound
from app.discussions import policies
from app.discussions.models import Discussion, Post, Revision
from app.discussions.models.post import HELD
from app.groups.models import Group

MOST_REVISIONS = 50


@dataclass(frozen=True)
class RevisionRow:
    """One stored text of a post, newest first on its page."""

    number: int
    at: datetime
    state: str
    title: str
    html: str
    posted_anyway: bool


@dataclass(frozen=True)
class RevisionsPage:
    """All texts of one post."""

    post: Post
    discussion: Discussion
    group: Group
    revisions: tuple[RevisionRow, ...]


def danger_denied(post: Post) -> bool:
    """Whether its author has said that the check got the newest words wrong, which it took for danger. 2 statements."""
    newest = waiting_revision(post.id) or db.session.get(Revision, post.revision_id)
    found = newest.findings.get("findings", ()) if newest else ()
    crisis = [finding for finding in found if finding.get("family") == "crisis"]
    return bool(crisis) and all(finding.get("disputed") for finding in crisis)


def waiting_revision(post_id: int) -> Revision | None:
    """The edit of a post that waits for a moderator."""
    return db.session.scalar(
        select(Revision).where(Revision.post_id == post_id, Revision.state == HELD).order_by(Revision.number.desc())
    )


def revisions_page(actor: Actor, post_id: int) -> RevisionsPage:
    """The texts of a post for its author and moderators, at most fifty. Raises NotFound for everybody else. 2 statements."""
    row = db.session.execute(
        select(Post, Discussion, Group)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
        .where(Post.id == post_id)
    ).first()
    if row is None or not policies.see_post(actor, row[0], row[1], row[2]):
        raise NotFound
    post, discussion, group = row
    if not policies.read_revisions(actor, post, group):
        raise NotFound
    texts = db.session.scalars(
        select(Revision).where(Revision.post_id == post_id).order_by(Revision.number.desc()).limit(MOST_REVISIONS)
    )
    rows = tuple(
        RevisionRow(item.number, item.created_at, item.state, item.title or "", item.html, item.anyway)
        for item in texts
    )
    return RevisionsPage(post, discussion, group, rows)
