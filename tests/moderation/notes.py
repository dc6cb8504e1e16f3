"""A small kind of content of its own, so that the desk is tested with something real that is not a post.

A note has an author, a place, a text and a state; the table exists in these tests alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, Integer, MetaData, Table, Text, insert, select, update

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict, NotFound
from app.moderation.actions import ALL, usual
from app.moderation.commands import open_item
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.registry import Before, Redacted, SubjectView, Surrounding

KIND = "note"
AFTER = {"publish": "published", "send_back": "sent_back", "remove": "removed", "restore": "published", "hide": "hidden"}

notes = Table(
    "test_notes",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("author_id", Integer),
    Column("path", Text),
    Column("text", Text),
    Column("state", Text),
    Column("revision", Integer),
    Column("closed", Boolean, default=False),
)


class NoteSubject:
    """The adapter. `fails` makes applying a decision fail, as a post that changed meanwhile would."""

    kind = KIND
    fails = False

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        rows = db.session.execute(select(notes).where(notes.c.id.in_(list(ids)))).mappings()
        return {row["id"]: _view(row) for row in rows}

    def flaggable(self, actor: Actor, subject_id: int) -> SubjectView:
        view = self.views([subject_id]).get(subject_id)
        if view is None or actor.is_visitor or (view.state != "published" and not actor.moderates(view.scope_path)):
            raise NotFound
        return view

    def surroundings(self, subject_id: int) -> list[Surrounding]:
        return [Surrounding("Maren", clock.now(), "What did you wish you had brought?")]

    def actions(self, view: SubjectView) -> tuple[str, ...]:
        return usual(view.state, ALL)

    def apply(self, actor: Actor, subject_id: int, action: str, revision_id: int | None) -> Before:
        if self.fails:
            raise Conflict("not_now")
        before = state_of(subject_id)
        changed = {"closed": action == "lock"} if action in ("lock", "unlock") else {"state": AFTER[action]}
        db.session.execute(update(notes).where(notes.c.id == subject_id).values(**changed))
        return {"state": before}


def take_words_out(actor: Actor, subject_id: int, revision_id: int | None, left: Redacted) -> Before:
    """A note without the words concerned is a new text, and out."""
    before = state_of(subject_id)
    given = {"text": left.text, "state": "published", "revision": notes.c.revision + 1}
    db.session.execute(update(notes).where(notes.c.id == subject_id).values(**given))
    return {"state": before, "revision_id": revision_id}


@command
def write(author_id: int | None, path: str, text: str, state: str = "published") -> int:
    """Keep a note; answers its id."""
    row = insert(notes).values(author_id=author_id, path=path, text=text, state=state, revision=1).returning(notes.c.id)
    return int(db.session.execute(row).scalar_one())


@command
def rewrite(note_id: int, text: str) -> None:
    """Another text, one revision more."""
    db.session.execute(update(notes).where(notes.c.id == note_id).values(text=text, revision=notes.c.revision + 1))


@command
def turn(note_id: int, state: str) -> None:
    db.session.execute(update(notes).where(notes.c.id == note_id).values(state=state))


@command
def burn(note_id: int) -> None:
    """Gone for good."""
    db.session.execute(notes.delete().where(notes.c.id == note_id))


@command
def close(note_id: int) -> None:
    """Nobody can add to its talk any more."""
    db.session.execute(update(notes).where(notes.c.id == note_id).values(closed=True))


def state_of(note_id: int) -> str:
    return str(db.session.execute(select(notes.c.state).where(notes.c.id == note_id)).scalar_one())


def hold(author_id: int | None, path: str, text: str, *, risk: int = 1, kind: str = "check", family: str = "contact_details",
         marked: str = "", at: Any = None) -> tuple[int, int]:  # fmt: skip
    """A held note in the queue; answers its id and the item's. `marked` are words that the check found."""
    note_id = write(author_id, path, text, "held")
    cause = CauseInput(kind, family, risk, text, 1, [finding(text, marked, family)] if marked else [], at=at)
    return note_id, open_item(OpenInput(KIND, note_id, path, author_id, "reply", (cause,)))


def finding(
    text: str, words: str, family: str = "contact_details", kind: str = "phone", clause: int = 6
) -> dict[str, Any]:
    """What `Finding.to_json` gives for `words` in `text`."""
    start = text.index(words)
    return {
        "family": family, "kind": kind, "start": start, "end": start + len(words), "effect": "hold", "clause": clause,
        "level": "", "fix": None, "field": "text", "key": "aaaaaa",
    }  # fmt: skip


def _view(row: Any) -> SubjectView:
    return SubjectView(
        kind=KIND, id=row["id"], what="reply", title="Ablation on Thursday", place="Atrial fibrillation", text=row["text"],
        html=f"<p>{row['text']}</p>", state=row["state"], url="/groups", author_id=row["author_id"],
        scope_path=row["path"], revision_id=row["revision"],
        is_closed=bool(row["closed"]),
    )  # fmt: skip
