"""A copy of the database makes pages of visitors where it has what they show; nobody is told anything that is no longer so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from app import create_app
from app.core import settings
from app.core.db import db
from app.core.health import health
from app.core.replica import Replica
from config import Config
from tests.conftest import Site
from tests.world import World, answer

COPY = "kept_copy"


@pytest.fixture
def copied(world: World, site: Site) -> Iterator[Flask | None]:
    """The house on the same database, beside a copy that stays as it is now; None for a file, which has none."""
    if site.server is None:
        yield None
        return
    db.session.remove()
    db.engine.dispose()
    site.server.keep("site", "copy")
    made = create_app(replace(site.app.config["DAYROOM"], database_replica_url=site.server.url(COPY)))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
        made.extensions["replica"].engine.dispose()


def _of_the_copy(site: Site, discussion_id: int) -> None:
    """Another title in the copy alone, so that a page tells where it comes from."""
    assert site.server is not None
    with psycopg.connect(site.server.url(COPY).replace("+psycopg", "")) as connection:
        connection.execute("UPDATE discussions SET title = 'Told by the copy' WHERE id = %s", (discussion_id,))


def test_visitors_are_told_by_the_copy_until_it_is_behind_and_without_it_when_it_is_away(
    copied: Flask | None, site: Site, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if copied is None or site.server is None:
        with pytest.raises(ValueError, match="DATABASE_REPLICA_URL"):
            create_app(Config(instance=tmp_path, database_replica_url="postgresql://elsewhere/copy", testing=True))
        return
    talk, copy = world.corners["public"].discussion, copied.extensions["replica"]
    _of_the_copy(site, talk)
    visitor, maren = copied.test_client(), copied.test_client()
    maren.set_cookie("dayroom-session", world.tokens["maren"])

    def told(client: object = visitor) -> str:
        with copied.app_context():
            settings.forget()
        return str(client.get(f"/discussions/{talk}", follow_redirects=True).get_data(as_text=True))  # type: ignore[attr-defined]

    assert "Told by the copy" in told()
    assert "Told by the copy" not in told(maren)
    with copied.app_context(), pytest.raises(Exception, match="read-only"):
        _write(copy)
    with copied.app_context():
        answer(world.actor("maren"), talk, "Newer than the copy.")
    assert "Newer than the copy." in told()
    assert "Told by the copy" not in told()
    monkeypatch.setattr(Replica, "has", lambda *_: True)
    assert "Told by the copy" in told(), "it would be, if nobody looked whether the copy is behind"
    site.server._run(f'DROP DATABASE "{COPY}" WITH (FORCE)')
    assert "Newer than the copy." in told(), "it went away between the look and the page"
    monkeypatch.undo()
    copy.rests_until = 0.0
    assert "Newer than the copy." in told()
    assert copy.rests_until > 0
    with copied.app_context():
        assert (health().parts["replica"], health().is_ready) == ("away", True)


def _write(copy: Replica) -> None:
    with copy.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE discussions SET title = 'Never'")
