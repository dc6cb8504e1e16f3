"""What decisions said before they had two halves, they say after it, and back again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, text

from app.core import database
from app.core.db import engine_options

NOW = "2026-05-01 10:00:00"
ITEM = (
    "INSERT INTO review_items (id, subject_kind, subject_id, scope_path, what, kind, reason, excerpt, risk, flaggers, state, version,"
    " opened_at, due_at) VALUES (:id, 'post', :id, '/', 'reply', :kind, '', '', 1, 0, 'decided', 1, :now, :now)"
)
DECISION = (
    "INSERT INTO decisions (item_id, version, subject_kind, subject_id, scope_path, decided_at, action, clause, clause_title,"
    " statement, what, title, state_before, words, item_kind, waited_seconds)"
    " VALUES (:id, 1, 'post', :id, '/', :now, :action, 1, 'Be kind', 'Why.', 'reply', '', :state, '[]', :kind, 5)"
)
OLD = [
    # action, state before, kind of item; then action, measure, found by, kept back by a machine
    ("warn", "published", "report", "keep", "warning", "flag", 0),
    ("keep", "published", "report", "keep", "", "flag", 0),
    ("remove", "held", "held", "remove", "", "check", 1),
    ("publish", "held", "worried", "publish", "", "crisis", 1),
    ("keep", "published", "worried", "keep", "", "flag", 0),
    ("restore", "removed", "staff", "restore", "", "staff", 0),
]


def test_a_warning_becomes_a_measure_and_old_decisions_say_how_they_were_found(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url, **engine_options(url))
    database.upgrade(engine, "0016")
    with engine.begin() as connection:
        for number, (action, state, kind, *_) in enumerate(OLD, 1):
            given = {"id": number, "now": NOW, "action": action, "state": state, "kind": kind}
            connection.execute(text(ITEM), given)
            connection.execute(text(DECISION), given)
    database.upgrade(engine, "0017")
    wanted = text('SELECT action, measure, found_by, automated, path, law, checks, "before" FROM decisions ORDER BY id')
    with engine.begin() as connection:
        rows = [tuple(row) for row in connection.execute(wanted)]
    assert rows == [(*expected, "", "", "[]", "{}") for *_, a, b, c, d in OLD for expected in [(a, b, c, d)]]
    database.downgrade(engine, "0016")
    with engine.begin() as connection:
        actions = connection.scalars(text("SELECT action FROM decisions ORDER BY id")).all()
    assert actions == [action for action, *_ in OLD]
    engine.dispose()
