"""Undoing what a decision did to a post: it stands as it stood before, with its place, its counters and its words.

Nothing is guessed: a post that its author or somebody else has changed since is left as it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.text import slugify
from app.discussions.commands.finding import post_by_id
from app.discussions.commands.order import lock
from app.discussions.commands.placing import put_back
from app.discussions.commands.showing import show_revision
from app.discussions.commands.withholding import uncover
from app.discussions.events import PostRestored
from app.discussions.models import Discussion, Draft, Post, Revision
from app.discussions.models.post import DROPPED, HELD, HIDDEN, PUBLISHED, REMOVED, SENT_BACK
from app.discussions.queries.revisions import waiting_revision
from app.groups.models import Group
from app.moderation.registry import Before


@command
def rewind(actor: Actor, post_id: int, action: str, before: Before) -> bool:
    """Put a post back as `before` (`withholding.before_of`) says. False when it is another one by now: then nothing changes.

    What waited for a moderator waits again, without an item at the desk: the caller decides on it at once.
    """
    post, discussion, group = post_by_id(post_id)
    if "state" not in before or post.revision_id is None:
        # Decided before it was kept how things stood, or erased for good.
        return False
    undo = _Undo(actor, post, discussion, group, before)
    done = {
        "hide": undo.hiding,
        "remove": undo.removal,
        "send_back": undo.sending_back,
        "redact": undo.redaction,
        "lock": undo.locking,
    }.get(action, _nothing)()
    if done:
        undo.seats()
    return done


class _Undo:
    """The ways back, one for each action."""

    def __init__(self, actor: Actor, post: Post, discussion: Discussion, group: Group, before: dict[str, Any]) -> None:
        self.actor, self.post, self.discussion, self.group = actor, post, discussion, group
        self.before = before

    def hiding(self) -> bool:
        if self.post.state != HIDDEN or self._has_other_words():
            return False
        uncover(self.post, self.discussion)
        return True

    def removal(self) -> bool:
        if self.before.get("waiting_id") is not None:
            return self._edit_waits_again()
        if self.post.state != REMOVED or self._has_other_words():
            return False
        if self.before["state"] == HELD:
            self.post.turn(HELD, clock.now())
            return True
        put_back(self.post, self.discussion, self.group)
        if self.before["state"] == HIDDEN:
            self.post.turn(HIDDEN, clock.now())
        publish(PostRestored(actor_id=self.actor.member_id, post_id=self.post.id, discussion_id=self.discussion.id))
        return True

    def sending_back(self) -> bool:
        if self.before.get("waiting_id") is not None:
            return self._edit_waits_again()
        if self.post.state != SENT_BACK or self._has_other_words():
            return False
        self.post.turn(HELD, clock.now())
        self._drop_draft(self.post.body)
        return True

    def redaction(self) -> bool:
        made = db.session.get(Revision, self.before.get("made_revision_id") or 0)
        former = db.session.get(Revision, self.before.get("waiting_id") or self.before.get("revision_id") or 0)
        if made is None or former is None or self.post.revision_id != made.id or self.post.state != PUBLISHED:
            return False
        show_revision(self.actor, self.post, self.discussion, former)
        made.become(DROPPED)
        if self.post.id == self.discussion.opening_id:
            self.discussion.slug = slugify(self.discussion.title) or "discussion"
        if self.before.get("waiting_id") is None:
            self.post.edited_at = _moment(self.before.get("edited_at"))
        return True

    def locking(self) -> bool:
        if self.before.get("is_locked") or not self.discussion.is_locked:
            return False
        lock(self.actor, self.discussion.id, locked=False)
        return True

    def seats(self) -> None:
        """Who takes part is drawn in the order in which they came: the same people sit as they sat."""
        sat = list(self.before.get("people_ids") or [])
        if sorted(sat) == sorted(self.discussion.people_ids):
            self.discussion.people_ids = sat

    def _edit_waits_again(self) -> bool:
        revision = db.session.get(Revision, self.before["waiting_id"])
        if revision is None or revision.state != DROPPED or waiting_revision(self.post.id) is not None:
            return False
        if self.post.state != self.before["state"] or self._has_other_words():
            return False
        revision.become(HELD)
        self._drop_draft(revision.body)
        return True

    def _has_other_words(self) -> bool:
        return bool(self.post.revision_id != self.before.get("revision_id"))

    def _drop_draft(self, words: str) -> None:
        """What went back to the author's drafts goes, unless they have begun to change it."""
        untouched = delete(Draft).where(Draft.post_id == self.post.id, Draft.kind == "edit", Draft.body == words)
        db.session.execute(untouched.where(Draft.author_id == self.post.author_id))
        db.session.flush()


def _nothing() -> bool:
    return False


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
