"""What pages note is written behind their answers by a process that answers, and at once elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core import behind
from app.core.behind import Behind, Writer
from app.core.db import db
from app.discussions.commands.watch import Mark, _marks, mark_read
from app.discussions.models import ReadMark
from tests.world import World


@pytest.fixture
def answering(site: Any, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """A process that answers, until the end of the test: whoever writes behind after that writes into the communities of others."""
    for name in (behind._WRITER, behind._SLOW_WRITER):
        monkeypatch.setitem(site.app.extensions, name, None)
    behind.init_behind(site.app)
    writer: Writer = site.app.extensions[behind._WRITER]
    return writer


@pytest.fixture
def writer(answering: Writer, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """One that writes when it is told to."""
    monkeypatch.setattr(Writer, "_go_on", lambda _self: None)
    return answering


def _read(world: World, name: str) -> dict[int, int]:
    db.session.rollback()
    mine = select(ReadMark.discussion_id, ReadMark.seq).where(ReadMark.member_id == world.members[name])
    return {key: seq for key, seq in db.session.execute(mine)}


def test_a_page_is_answered_before_what_it_notes_is_written(
    world: World, site: Any, writer: Writer, count_statements: Callable[[], Any]
) -> None:
    talk = world.corners["public"].discussion
    client = site.app.test_client()
    client.set_cookie("dayroom-session", world.token("kit"))
    with count_statements() as seen:
        assert client.get(f"/discussions/{talk}-ablation-on-thursday").status_code == 200
    assert not [one for one in seen if one.startswith(("INSERT", "UPDATE"))]
    assert _read(world, "kit") == {}
    writer.write()
    assert _read(world, "kit") == {talk: 3}
    mark_read(world.actor("kit"), talk, 1)
    writer.write()
    assert _read(world, "kit") == {talk: 3}, "never less than before"


def test_what_is_gone_meanwhile_keeps_nothing_else_from_being_written(world: World, writer: Writer) -> None:
    talk, kit = world.corners["public"].discussion, world.members["kit"]
    for mark in (Mark(kit, 999_999, 1), Mark(999_999, talk, 1), Mark(kit, talk, 2)):
        _marks.note(mark)
    writer.write()
    assert _read(world, "kit") == {talk: 2}


def test_with_too_many_waiting_it_is_written_at_once(
    world: World, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behind, "MOST", 1)
    heart, kidney = (world.corners[name].discussion for name in ("public", "members"))
    mark_read(world.actor("maren"), heart, 2)
    mark_read(world.actor("maren"), kidney, 2)
    assert _read(world, "maren") == {kidney: 2}
    writer.write()
    assert _read(world, "maren") == {heart: 2, kidney: 2}


def test_what_is_best_done_together_rests_between_two_writings(site: Any, writer: Writer) -> None:
    written: list[list[int]] = []
    kind: Behind[int] = Behind(lambda some: written.append(list(some)), rest=60)
    with site.app.app_context():
        for one in (1, 2, 3):
            kind.note(one)
            writer.write()
    assert written == [[1]], "the first waits for nobody"
    assert writer._called.is_set(), "the thread comes back for the others"
    writer._rests_until.clear()
    writer.write()
    assert written == [[1], [2, 3]]


@pytest.mark.usefixtures("answering")
def test_the_thread_writes_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "PAUSE", 0)
    done, write = threading.Event(), Writer.write

    def writes(writer: Writer) -> None:
        write(writer)
        done.set()

    monkeypatch.setattr(Writer, "write", writes)
    mark_read(world.actor("kit"), world.corners["public"].discussion, 1)
    assert done.wait(20)
    assert _read(world, "kit") == {world.corners["public"].discussion: 1}
