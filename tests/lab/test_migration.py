"""What two settings said before the lab, the table of effects says after it, and back again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, text

from app.core import database
from app.core.db import engine_options


def test_stored_settings_become_effects_of_the_whole_community(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url, **engine_options(url))
    database.upgrade(engine, "0013")
    stored = [("guidelines.contact_details", '"nudge"'), ("guidelines.crisis_medium", '"note"')]
    with engine.begin() as connection:
        for name, value in (*stored, ("community.name", '"Larkfield"')):
            connection.execute(text("INSERT INTO settings (name, value) VALUES (:n, :v)"), {"n": name, "v": value})
    database.upgrade(engine, "0014")
    wanted = "SELECT scope_path, family, kind, level, effect, newcomer_effect FROM check_effects ORDER BY id"
    with engine.begin() as connection:
        rows = [tuple(row) for row in connection.execute(text(wanted))]
        assert rows == [("/", "contact_details", "", "", "nudge", ""), ("/", "crisis", "", "medium", "note", "")]
        assert connection.scalars(text("SELECT name FROM settings")).all() == ["community.name"]
        item = (
            "INSERT INTO review_items (subject_kind, subject_id, scope_path, what, kind, reason, excerpt, risk, flaggers, state, version,"
            " opened_at, due_at) VALUES (:kind, 1, '/', '', '', '', '', 1, 0, 'open', 1, :now, :now)"
        )
        for kind in ("breaker", "post"):
            connection.execute(text(item), {"kind": kind, "now": "2026-05-01 10:00:00"})
    database.downgrade(engine, "0013")
    with engine.begin() as connection:
        back = connection.execute(text("SELECT name, value FROM settings WHERE name LIKE 'guidelines%' ORDER BY name"))
        assert [tuple(row) for row in back] == stored
        assert connection.scalars(text("SELECT subject_kind FROM review_items")).all() == ["post"]
    engine.dispose()
