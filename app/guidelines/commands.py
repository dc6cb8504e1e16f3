"""Writing, publishing and accepting the guidelines."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Conflict, Invalid, require
from app.guidelines import policies
from app.guidelines.checks.order import CHECKS
from app.guidelines.events import GuidelinesAccepted, GuidelinesPublished
from app.guidelines.models import Acceptance, Clause, GuidelinesVersion
from app.guidelines.queries import current, draft, guidelines_changed

FIRST_TEXT = Path(__file__).parent / "first_guidelines.toml"
CHECKED = frozenset(check.clause for check in CHECKS)
"""Numbers that checks name to authors; a version always has them."""


@dataclass(frozen=True)
class ClauseInput:
    """One clause as written. Without title and words it is left out of the version."""

    number: int
    title: str = ""
    words: str = ""
    example_fine: str = ""
    example_not: str = ""
    why: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.title.strip() or self.words.strip())


@dataclass(frozen=True)
class VersionInput:
    """A whole draft. `revision` is that of the draft the writer saw, 0 when there was none."""

    clauses: tuple[ClauseInput, ...]
    summary: str = ""
    revision: int = 0


@command
def save_draft(actor: Actor, written: VersionInput) -> None:
    """Keep the draft of the next version.

    Raises Forbidden; Invalid (`clause_incomplete`, `clause_checked`, `clause_twice`, with `number`); Conflict `draft_moved` when
    somebody saved it meanwhile.
    """
    require(policies.edit(actor))
    _draft_from(written)


@command
def publish_version(actor: Actor, written: VersionInput) -> int:
    """Make this text the version in force; answers its number. Members accept it before they write again.

    Raises as `save_draft`.
    """
    require(policies.edit(actor))
    version = _draft_from(written)
    number = (db.session.scalar(select(func.max(GuidelinesVersion.number))) or 0) + 1
    version.publish(number, actor.member_id, clock.now())
    guidelines_changed()
    publish(GuidelinesPublished(actor_id=actor.member_id, version_id=version.id, number=number))
    return number


@command
def discard_draft(actor: Actor) -> None:
    """Throw the draft away; what is in force stays. Raises Forbidden."""
    require(policies.edit(actor))
    version = draft()
    if version is not None:
        db.session.delete(version)


@command
def accept(actor: Actor, number: int) -> None:
    """The actor accepts version `number`. Raises Forbidden, or Conflict `newer_guidelines` when it is not the one in force."""
    require(policies.accept(actor))
    version = current()
    if version is None or version.number != number:
        raise Conflict("newer_guidelines")
    _accept(actor.member_id or 0, version.id)


@command
def accept_current(actor: Actor) -> None:
    """The actor accepts the version in force, shown beside what they write. Raises Forbidden."""
    require(policies.accept(actor))
    version = current()
    if version is not None:
        _accept(actor.member_id or 0, version.id)


@command
def accept_on_joining(member_id: int, number: str) -> None:
    """A new member accepted version `number` on the form; an unknown one is passed over, and they are asked before they write."""
    wanted = int(number) if number.isascii() and number.isdigit() else 0
    version_id = db.session.scalar(select(GuidelinesVersion.id).where(GuidelinesVersion.number == wanted))
    if version_id is not None:
        _accept(member_id, version_id)


@command
def load_first_guidelines(actor: Actor) -> bool:
    """Publish the text that Dayroom comes with, if there is none yet; answers whether it did. Raises Forbidden."""
    require(policies.edit(actor))
    if current() is not None:
        return False
    kept = tomllib.loads(FIRST_TEXT.read_text("utf-8"))
    clauses = tuple(_first_clause(one) for one in kept["clause"])
    written = draft()
    publish_version(actor, VersionInput(clauses, kept["summary"], written.revision if written else 0))
    return True


def _draft_from(written: VersionInput) -> GuidelinesVersion:
    kept = [one for one in written.clauses if not one.is_empty]
    _check_clauses(kept)
    version = draft()
    if (version.revision if version else 0) != written.revision:
        raise Conflict("draft_moved")
    if version is None:
        version = GuidelinesVersion(revision=0)
        db.session.add(version)
    version.summary = written.summary.strip()
    version.revision += 1
    version.clauses.clear()
    db.session.flush()
    version.clauses.extend(Clause(**{name: _tidy(value) for name, value in asdict(one).items()}) for one in kept)
    db.session.flush()
    return version


def _check_clauses(clauses: list[ClauseInput]) -> None:
    numbers = [one.number for one in clauses]
    for one in clauses:
        if not one.title.strip() or not one.words.strip():
            raise Invalid("clause_incomplete", number=one.number)
        if numbers.count(one.number) > 1:
            raise Invalid("clause_twice", number=one.number)
    missing = sorted(CHECKED - set(numbers))
    if missing:
        raise Invalid("clause_checked", number=missing[0])


def _accept(member_id: int, version_id: int) -> None:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Acceptance).values(member_id=member_id, version_id=version_id, accepted_at=clock.now())
    added = db.session.execute(row.on_conflict_do_nothing().returning(Acceptance.member_id)).first()
    if added is not None:
        publish(GuidelinesAccepted(actor_id=member_id, member_id=member_id, version_id=version_id))


def _first_clause(kept: dict[str, Any]) -> ClauseInput:
    """A clause of the file; its wrapped lines are one paragraph."""
    one: dict[str, Any] = {
        name: " ".join(text.split()) if isinstance(text, str) else text for name, text in kept.items()
    }
    return ClauseInput(**one)


def _tidy(value: str | int) -> str | int:
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value
