"""What the checks noticed is written down, draft by draft, and the breaker looks at every check that stopped somebody.

Drafts are counted after the author's own command is committed, in a transaction of its own: that never breaks a post. Those in which
nothing was found are counted together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.prepared_writes import PreparedWrite
from app.discussions.events import CheckHit, WordsChecked
from app.discussions.inputs import CRISIS, HELD, PUBLISHED
from app.guidelines.effects import Effect
from app.lab.commands.tripping import consider
from app.lab.models import CheckedDraft, CheckTouch

KEEP = timedelta(days=60)
"""How long it is known which draft a check touched; the figures speak of 28 days."""

POSTED = (PUBLISHED, HELD, CRISIS)


@command
def count_words(fact: WordsChecked) -> None:
    """Count a draft and what was found in it. The same draft sent in again is the same draft: nothing is counted twice."""
    draft_id = _draft(fact)
    strong = {hit.check for hit in fact.hits if _is_strong(hit)}
    for name in sorted({hit.check for hit in fact.hits if hit.check}):
        hits = [hit for hit in fact.hits if hit.check == name]
        _touch(draft_id, name, hits, name in strong and fact.state in POSTED)
    for name in sorted(strong):
        consider(name)


@command
def count_clean(facts: Sequence[WordsChecked]) -> None:
    """The same of several in which nothing was found, of each draft as it was last. A statement each, on PostgreSQL one."""
    last = {fact.draft_key: _row(fact) for fact in facts}
    # In one order everywhere, so that two who count the same drafts do not wait for each other.
    _DRAFT.run_all(sorted(last.values(), key=itemgetter("digest")))


@command
def forget_old_drafts() -> None:
    """Take out what is older than `KEEP`."""
    old = delete(CheckedDraft).where(CheckedDraft.at < clock.now() - KEEP)
    db.session.execute(old.execution_options(synchronize_session=False))


def digest_of(draft_key: str) -> str:
    """What stands for a draft's key, which opens the draft and is written down nowhere else."""
    return hashlib.sha256(draft_key.encode()).hexdigest()[:32]


def _is_strong(hit: CheckHit) -> bool:
    return Effect.parse(hit.effect) > Effect.NOTE


def _draft(fact: WordsChecked) -> int:
    """The draft's row: a new one, or the one of an earlier try with what became of it now."""
    return int(_DRAFT.run(**_row(fact))[0][0])


def _row(fact: WordsChecked) -> dict[str, Any]:
    return {
        "digest": digest_of(fact.draft_key),
        "scope_path": fact.scope_path,
        "author_id": fact.author_id,
        "post_id": fact.post_id,
        "state": fact.state,
        "at": clock.now(),
    }


def _counted(insert: Any) -> Any:
    became = {"post_id": insert.excluded.post_id, "state": insert.excluded.state}
    return insert.on_conflict_do_update(index_elements=["digest"], set_=became).returning(CheckedDraft.id)


_DRAFT = PreparedWrite(CheckedDraft, ("digest", "scope_path", "author_id", "post_id", "state", "at"), _counted)


def _touch(draft_id: int, name: str, hits: list[CheckHit], is_anyway: bool) -> None:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(CheckTouch).values(
        draft_id=draft_id,
        check_name=name,
        is_strong=any(_is_strong(hit) for hit in hits),
        is_anyway=is_anyway,
        is_disputed=any(hit.is_disputed for hit in hits),
    )
    # Once stopped is stopped; whether it was posted like that, and called wrong, is what the last try says.
    again = {
        "is_strong": or_(CheckTouch.is_strong, row.excluded.is_strong),
        "is_anyway": row.excluded.is_anyway,
        "is_disputed": row.excluded.is_disputed,
    }
    db.session.execute(row.on_conflict_do_update(index_elements=["draft_id", "check_name"], set_=again))
