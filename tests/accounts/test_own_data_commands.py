"""Taking one's data: everything one wrote and nothing of others', in a file that its owner alone can fetch."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import current_app
from sqlalchemy import select

from app.accounts.commands.taking import KIND, ask_for_data, collect_data, forget_data, forget_strays, own_export
from app.accounts.data_file import write_data
from app.accounts.holdings import PARTS
from app.accounts.models import DataExport
from app.core import clock, stored
from app.core.db import db
from app.core.jobs import run_due
from app.core.policy import Forbidden, Invalid, NotFound, TooMany
from app.discussions.models import Post
from app.moderation.commands.grave_acts import GraveInput, ask
from app.notifications.models import Notice
from config import Config
from tests.accounts.leavers import ADDRESS, MARK, PASSWORD, Trace
from tests.world import World

Heron = tuple[World, Trace]


def _parts(path: Path) -> dict[str, list[dict[str, Any]]]:
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("data/")]
        return {
            name.removeprefix("data/").removesuffix(".jsonl"): [
                json.loads(line) for line in archive.read(name).decode().splitlines()
            ]
            for name in names
        }


def test_the_file_holds_what_they_wrote_and_nothing_of_others(heron: Heron, tmp_path: Path) -> None:
    _, trace = heron
    path = tmp_path / "mine.zip"
    number = write_data(trace.member_id, path)
    parts = _parts(path)
    assert set(parts) == set(PARTS)
    assert number == sum(len(rows) for rows in parts.values())
    for part in ("posts", "former-words", "drafts", "reports", "appeals", "card", "asked-to-join", "account"):
        assert MARK in json.dumps(parts[part]), part
    assert parts["account"][0]["email"] == ADDRESS
    assert {row["state"] for row in parts["posts"]} == {"published", "held", "removed", "hidden"}
    assert [row["reason"] for row in parts["reports"]] == ["unkind"]
    assert {(row["action"], row["measure"]) for row in parts["decisions"]} == {("remove", "warning"), ("hide", "slow")}
    assert [row["kind"] for row in parts["standing"]] == ["warning", "slow"]
    whole = json.dumps(parts)
    for others in ("Me too.", "All of us.", "They sound low.", "That hurt.", "maren@example.org", "Maren", "Ana"):
        assert others not in whole, others
    for secret in ("password", "token"):
        assert secret not in whole, secret


def test_what_is_not_told_to_them_yet_is_not_in_the_file_either(heron: Heron) -> None:
    world, trace = heron
    given = GraveInput("exclude", "member", trace.member_id, 1, "We asked three times.")
    ask(world.actor("marta"), given)
    facts = [row["fact"] for row in PARTS["record"].collect(trace.member_id)]
    assert {"ItemDecided", "DataAsked", "AppealMade"} & set(facts)
    assert not {"GraveActAsked", "SanctionLaid", "MemberRestricted"} & set(facts), "as on the page of their record"


def test_the_readable_page_shows_words_as_words(heron: Heron, tmp_path: Path) -> None:
    _, trace = heron
    post = db.session.get_one(Post, trace.reply)
    post.body = '<script>alert("x")</script> & more'
    db.session.flush()
    path = tmp_path / "mine.zip"
    write_data(trace.member_id, path)
    with ZipFile(path) as archive:
        page, explained = archive.read("index.html").decode(), archive.read("README.txt").decode()
    db.session.rollback()
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more" in page
    assert "<script" not in page
    assert all(part.label in page and f"data/{part.name}.jsonl" in explained for part in PARTS.values())
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_is_made_by_a_job_told_of_fetched_by_its_owner_and_gone_after_a_week(
    heron: Heron, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, trace = heron
    actor = trace.actor
    with pytest.raises(Invalid, match="password_wrong"):
        ask_for_data(actor, "not this one")
    with pytest.raises(Forbidden):
        ask_for_data(world.actor("visitor"), PASSWORD)
    ask_for_data(actor, PASSWORD)
    with pytest.raises(TooMany):
        ask_for_data(actor, PASSWORD)
    asked = db.session.scalars(select(DataExport)).one()
    with pytest.raises(NotFound):
        own_export(actor, asked.id)
    before = {one.name for one in stored.store().names(KIND)}
    run_due()
    collect_data(asked.id)
    made = own_export(actor, asked.id)
    files = _files()
    path = files / KIND / made.file
    assert (path.stat().st_size, path.stat().st_mode & 0o777) == (made.size, 0o600)
    held = stored.store().get(KIND, made.file)
    assert held is not None and held.read() == path.read_bytes()
    held.close()
    assert {one.name for one in stored.store().names(KIND)} - before == {made.file}
    assert list((files / "making").iterdir()) == []
    told = select(Notice.kind).where(Notice.member_id == trace.member_id, Notice.subject_kind == "data_export")
    assert db.session.scalars(told).all() == ["account.data_ready"]
    for other in ("maren", "marta", "visitor"):
        with pytest.raises(NotFound):
            own_export(world.actor(other), asked.id)
    _must_sweep_strays(path)
    then = clock.now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    with pytest.raises(NotFound):
        own_export(actor, asked.id)
    forget_data()
    assert not path.exists()
    assert db.session.scalars(select(DataExport)).all() == []


def _files() -> Path:
    config: Config = current_app.config["DAYROOM"]
    return config.instance / "files"


def _must_sweep_strays(named: Path) -> None:
    """What a killed job left behind goes after a day; what a row names, or is being written, stays."""
    folder, before = named.parent, set(named.parent.iterdir())
    old = (clock.now() - timedelta(hours=25)).timestamp()
    young, orphan, part = folder / "young.zip", folder / "orphan.zip", folder / "orphan.part"
    for file in (young, orphan, part):
        file.write_text("everything about somebody")
    halfway, moving = folder.parent / "making" / "tmpabc123", folder.parent / "making" / "0a1b"
    halfway.mkdir()
    moving.write_text("half of it")
    (halfway / "posts.jsonl").write_text("{}")
    for stray in (orphan, part, halfway, moving, named):
        os.utime(stray, (old, old))
    assert forget_strays() == 4
    assert set(folder.iterdir()) == {*before, young}
    assert list((folder.parent / "making").iterdir()) == []
    for kind, name in (("making", "a.zip"), (KIND, "../a.zip"), ("..", "a.zip"), (KIND, "")):
        with pytest.raises(ValueError, match="plain"):
            stored.store().get(kind, name)


def test_collecting_takes_as_many_statements_for_much_as_for_little(
    heron: Heron, tmp_path: Path, count_statements: Callable[[], Any]
) -> None:
    world, trace = heron
    write_data(world.members["newcomer"], tmp_path / "first.zip")
    with count_statements() as little:
        write_data(world.members["newcomer"], tmp_path / "little.zip")
    with count_statements() as much:
        write_data(trace.member_id, tmp_path / "much.zip")
    assert len(little) == len(much)
