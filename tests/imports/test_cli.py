"""`./dayroom import` and `./dayroom demo load` as somebody at a terminal meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member
from app.accounts.models import Member
from app.accounts.queries import actor_of
from app.core import opening
from app.core.db import db
from app.core.jobs import Promise
from app.discussions.models import Post
from app.duty.queries.rota import rota_page
from app.groups.models import Group
from app.imports import running, survey
from app.imports.cli import sign_ins
from app.mentoring.commands.room import seat_mentors
from app.mentoring.queries.desk import arrivals
from app.mentoring.queries.load import load_of
from app.mentoring.queries.suggestions import people_for
from app.moderation.models import ReviewItem
from app.moderation.queries.colleagues import askable
from app.moderation.queries.panel import team_texts
from tests.imports.exports import everything, first_version, second_version


def run(app: Flask, *words: Any) -> tuple[int, str]:
    """Exit code and everything said."""
    result = app.test_cli_runner().invoke(args=[str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_whole_export_ends_with_zero_and_its_figures(app: Flask, tmp_path: Path) -> None:
    code, said = run(app, "import", first_version(tmp_path).write())
    assert code == 0
    assert [line.split() for line in said.splitlines() if line.startswith("Posts")] == [
        ["Posts", "7", "7", "0", "0", "0", "0"]
    ]
    assert "Done. Nobody was told." in said


def test_the_second_run_says_that_nothing_is_new(app: Flask, tmp_path: Path) -> None:
    folder = first_version(tmp_path).write()
    run(app, "import", folder)
    code, said = run(app, "import", folder)
    assert code == 0
    assert "Nothing new." in said


def test_damage_is_named_by_file_and_line_and_ends_with_one(app: Flask, tmp_path: Path) -> None:
    export = first_version(tmp_path)
    export.write()
    export.damage("posts", 3, b'{"id": "scan-2", "disc\n')
    export.damage("members", 3, json.dumps({**export.rows["members"][2], "joined_at": "soon"}).encode() + b"\n")
    code, said = run(app, "import", tmp_path)
    assert code == 1
    lines = [line.strip() for line in said.splitlines()]
    assert "posts.jsonl line 3: this is not JSON" in lines
    assert "members.jsonl line 3: “joined_at” is no time that can be used: “soon”" in lines
    assert (
        "discussions.jsonl line 2: “author_id” is “m-joan”, and no such record could be read from members.jsonl"
        in lines
    )
    assert "8 records could not be read; each is named above. The rest is here." in said
    assert db.session.scalar(select(func.count()).select_from(Post)) == 2


def test_a_damaged_copy_after_the_whole_one_changes_nothing(app: Flask, tmp_path: Path) -> None:
    run(app, "import", first_version(tmp_path / "whole").write())
    before = everything()
    copy = first_version(tmp_path / "copy")
    copy.write()
    copy.damage("posts", 3, b"{\n")
    code, said = run(app, "import", copy.folder)
    assert code == 1
    assert "Nothing new." in said
    assert everything() == before


@pytest.mark.parametrize("words", [[], ["--dry-run"]])
def test_a_folder_that_is_no_export_ends_with_two(app: Flask, tmp_path: Path, words: list[str]) -> None:
    code, said = run(app, "import", tmp_path, *words)
    assert code == 2
    assert "is not an export: it has no manifest.json" in said
    assert run(app, "import", tmp_path / "nowhere", *words)[0] == 2


def test_a_dry_run_says_so_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    before = everything()
    code, said = run(app, "import", second_version(tmp_path).write(), "--dry-run", "--hold")
    assert code == 0
    assert said.count("A dry run: nothing was written.") == 1
    assert "2 posts would wait for a moderator." in said
    assert everything() == before


def test_who_is_given_a_role_is_said(app: Flask, tmp_path: Path) -> None:
    folder = second_version(tmp_path).write()
    said = run(app, "import", folder, "--dry-run")[1]
    assert "Mentor would become: ingrid." in said
    assert "Moderator became: ana." in run(app, "import", folder)[1]
    assert "Moderator" not in run(app, "import", folder)[1]


def test_a_file_that_changes_meanwhile_ends_it_and_the_next_run_goes_on(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = first_version(tmp_path)
    folder = export.write()
    bring_groups = running.bring_groups

    def bring_and_change(*given: Any) -> None:
        bring_groups(*given)
        export.damage("members", 1, b"{}\n")

    monkeypatch.setattr(running, "bring_groups", bring_and_change)
    code, said = run(app, "import", folder)
    assert (code, "members.jsonl changed while it was read" in said) == (1, True)
    export.write()
    assert run(app, "import", folder)[0] == 0
    assert db.session.scalar(select(func.count()).select_from(Post)) == 7


def test_a_file_that_may_not_be_read_ends_with_two(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = first_version(tmp_path).write()

    def closed(_path: Path) -> Any:
        raise PermissionError(13, "Permission denied", str(folder / "posts.jsonl"))

    monkeypatch.setattr(survey, "read_lines", closed)
    code, said = run(app, "import", folder)
    assert code == 2
    assert "posts.jsonl cannot be read: Permission denied." in said


def test_a_demo_that_was_cut_off_goes_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(running, "bring_flags", cut_off)
        assert app.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 1
    assert not opening.has_demo_accounts()
    assert run(app, "demo", "load", "--if-empty")[0] == 0
    assert opening.has_demo_accounts()
    assert run(app, "demo", "load")[0] == 1


def test_the_demo_people_can_be_signed_in_as_and_somebody_waits_for_a_mentor(app: Flask) -> None:
    code, said = run(app, "demo", "load", "--if-empty")
    assert code == 0
    assert opening.has_demo_accounts()
    for name in ("ruth", "ingrid", "ana", "samuel", "marta"):
        assert name in said
    client = app.test_client()
    password = next(line for line in sign_ins()).rsplit(" ", 1)[1].rstrip(":")
    page = client.get("/sign-in").get_data(as_text=True)
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    answer = client.post("/sign-in", data={"csrf_token": token, "identifier": "marta", "password": password})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    accepted = db.session.scalar(select(func.count()).select_from(db.metadata.tables["guidelines_acceptances"]))
    assert accepted == db.session.scalar(select(func.count()).select_from(Member)) > 50
    assert "Larkfield Hospitals" in run(app, "settings", "list")[1]
    known = {member.username: actor_of(member.id) for member in db.session.scalars(select(Member))}
    late = {row.name for row in arrivals(known["ingrid"], load_of(known["ingrid"].member_id or 0), "late", None).items}
    assert late == {"Shirin"}
    met = people_for(known["ingrid"], known["yusuf"], None)
    assert [(person.who.username, person.why.split(",")[0]) for person in met] == [
        ("ruth", "Same condition"),
        ("wrenonthehill", "Same condition"),
    ]
    samuel = known["samuel"].member_id or 0
    for item in db.session.scalars(select(ReviewItem)):
        assert samuel in dict(askable(known["ana"], item)), "whoever tries the desk can ask somebody, and sign in as them"
    (place,) = rota_page(known["ana"]).places
    assert {shift.who for shift in rota_page(known["ana"]).shifts} == {"Ana", "Samuel"} and place.gaps, "a rota, with its gap at night"
    assert len(team_texts()) == 4
    rooms = db.session.scalars(select(Group.id).where(Group.name.startswith("Mentors"))).all()
    assert rooms == [seat_mentors()], "the mentors sit in the room that came along"
    advised = select(func.count()).select_from(Promise).where(Promise.job == "splitting.advise")
    assert db.session.scalar(advised) == db.session.scalar(select(func.count()).select_from(Group))


def test_the_demo_goes_into_an_empty_database_only(app: Flask) -> None:
    add_member(SYSTEM, NewMember("ruth", "Ruth"))
    assert run(app, "demo", "load")[0] == 1
    code, said = run(app, "demo", "load", "--if-empty")
    assert (code, "not loaded" in said) == (0, True)
    assert db.session.scalar(select(func.count()).select_from(Member)) == 1
    assert list(sign_ins()) == []


def test_the_demo_stays_on_this_computer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "is_public", lambda _config: True)
    code, said = run(app, "demo", "load")
    assert code == 1
    assert "stay on this computer" in said
    assert db.session.scalar(select(func.count()).select_from(Member)) == 0


def test_that_the_demo_was_loaded_cannot_be_taken_back(app: Flask) -> None:
    assert run(app, "settings", "set", "demo.loaded", "false")[0] == 1
