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


MEMBER = (
    "INSERT INTO members (id, username, display_name, skeleton, about, joined_at, theme, contrast, text_size, country)"
    " VALUES (1, 'ruth', 'Ruth', 'ruth', '', :now, '', '', '', '')"
)
SANCTION = (
    "INSERT INTO sanctions (id, decision_id, member_id, kind, path, from_at, until, lifted_at, lifted_because)"
    " VALUES (:id, 1, 1, :kind, '/', :begin, NULL, :end, :why)"
)
ACT = (
    "INSERT INTO grave_acts (id, kind, scope_path, subject_kind, subject_id, clause, statement, asked_at, expires_at, state)"
    " VALUES (:id, :kind, '/', 'member', 1, 1, 'Why.', :now, :now, :state)"
)
ASKED_ITEM = ITEM.replace("'post'", "'grave_act'").replace("'decided'", "'open'")


def test_a_limit_learns_which_one_took_its_place_and_an_act_is_asked_for_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url, **engine_options(url))
    database.upgrade(engine, "0024")
    with engine.begin() as connection:
        connection.execute(text(MEMBER), {"now": NOW})
        connection.execute(text(ITEM), {"id": 1, "now": NOW, "kind": "staff"})
        given = {"id": 1, "now": NOW, "action": "keep", "state": "published", "kind": "staff"}
        connection.execute(text(DECISION), given)
        for number, kind, begin, end, why in (
            (1, "slow", "2026-05-01 10:00:00", "2026-05-01 10:00:20.5", "replaced"),
            (2, "slow", "2026-05-01 10:00:20", "2026-05-01 10:00:40.5", "replaced"),
            (3, "slow", "2026-05-01 10:00:40", None, ""),
            (4, "read_only", "2026-05-01 10:00:10", "2026-05-02 10:00:00", "staff"),
        ):
            row = {"id": number, "kind": kind, "begin": begin, "end": end, "why": why}
            connection.execute(text(SANCTION), row)
        for number, kind, state in (
            (1, "exclude", "done"),
            (2, "exclude", "asked"),
            (3, "exclude", "asked"),
            (4, "let_go", "asked"),
        ):
            connection.execute(text(ACT), {"id": number, "kind": kind, "state": state, "now": NOW})
            connection.execute(text(ASKED_ITEM), {"id": number + 10, "now": NOW, "kind": "grave"})
            connection.execute(
                text("UPDATE review_items SET subject_id = :act WHERE id = :id"), {"act": number, "id": number + 10}
            )
    database.upgrade(engine, "0025")
    with engine.begin() as connection:
        limits = connection.execute(text("SELECT id, replaced_by_id FROM sanctions ORDER BY id")).all()
        acts = connection.scalars(text("SELECT state FROM grave_acts ORDER BY id")).all()
        waiting = connection.scalars(text("SELECT subject_id FROM review_items WHERE state = 'open' ORDER BY id")).all()
    assert [tuple(row) for row in limits] == [(1, 2), (2, 3), (3, None), (4, None)]
    assert (acts, waiting) == (["done", "asked", "expired", "asked"], [1, 2, 4])
    database.downgrade(engine, "0024")
    engine.dispose()
