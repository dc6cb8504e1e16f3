"""The first look: every damage is named by file and line with its reason, and the rest stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.imports import wording
from app.imports.manifest import NotAnExport, read_manifest
from app.imports.report import Report, Weight
from app.imports.survey import Survey, Surveyor
from tests.imports.exports import Export, first_version, group, member, post, second_version, talk


def look(folder: Path) -> tuple[Survey, Report]:
    """Survey a written export."""
    report = Report()
    return Surveyor(folder, read_manifest(folder), clock.now(), report).survey(), report


def remarks(report: Report, weight: Weight) -> list[tuple[str, int, str]]:
    """File, line and reason, each of which can also be said in words."""
    found = report.in_order(weight)
    for remark in found:
        assert "{" not in wording.reason(remark.code, remark.facts)
    return [(remark.kind, remark.line, remark.code) for remark in found]


@pytest.mark.parametrize("make", [first_version, second_version])
def test_a_whole_export_has_nothing_to_say(tmp_path: Path, make: Any) -> None:
    survey, report = look(make(tmp_path).write())
    assert report.remarks == []
    assert report.is_complete
    assert {len(talk.posts) for talk in survey.talks.values()} <= {1, 2, 4, 5}


def test_groups_come_parents_first(tmp_path: Path) -> None:
    survey, _report = look(second_version(tmp_path).write())
    assert list(survey.groups) == ["heart", "carers", "ablation"]


DAMAGE = [
    # file, line, change (None: cut the line in the middle), reason, what else is lost with it
    ("posts", 3, None, "bad_json", 0),
    ("posts", 3, {"body": None}, "missing", 0),
    ("posts", 3, {"body": "  \n "}, "empty", 0),
    ("posts", 3, {"body": 7}, "wrong_type", 0),
    ("posts", 3, {"body": ["a"]}, "wrong_type", 0),
    ("posts", 3, {"body": "x" * 33_000}, "too_long", 0),
    ("posts", 3, {"body": "ü" * 20_000}, "too_large", 0),
    ("posts", 3, {"body": "half a pair: \ud800"}, "broken_letters", 0),
    ("posts", 3, {"position": "2"}, "wrong_type", 0),
    ("posts", 3, {"position": True}, "wrong_type", 0),
    ("posts", 3, {"position": 0}, "bad_place", 0),
    ("posts", 3, {"created_at": "last Tuesday"}, "bad_time", 0),
    ("posts", 3, {"created_at": 1700000000}, "wrong_type", 0),
    ("posts", 3, {"created_at": "2099-01-01T00:00:00Z"}, "bad_time", 0),
    ("posts", 3, {"author_id": "m-nobody"}, "unknown_id", 0),
    ("posts", 3, {"discussion_id": "nowhere"}, "unknown_id", 0),
    ("posts", 3, {"id": "scan-1"}, "seen_before", 0),
    ("posts", 3, {"position": 1}, "second_opening", 0),
    ("posts", 3, {"reply_to": "oxygen-1"}, "answers_elsewhere", 0),
    ("posts", 3, {"reply_to": {"id": "scan-1"}}, "wrong_type", 0),
    ("discussions", 1, {"title": ""}, "empty", 4),
    ("discussions", 1, {"title": "x" * 301}, "too_long", 4),
    ("discussions", 1, {"group_id": "nowhere"}, "unknown_id", 4),
    ("discussions", 1, {"author_id": "m-nobody"}, "unknown_id", 4),
    ("discussions", 1, {"tags": "scan"}, "wrong_type", 4),
    ("discussions", 1, {"tags": [1]}, "wrong_type", 4),
    ("members", 2, {"username": None}, "missing", 1),
    ("members", 2, {"joined_at": "soon"}, "bad_time", 1),
    ("members", 2, {"id": ""}, "empty", 1),
    ("members", 2, {"id": "m-ruth"}, "seen_before", 1),
    ("groups", 2, {"name": 12}, "wrong_type", 3),
    ("groups", 2, {"id": "x" * 201}, "too_long", 3),
]


@pytest.mark.parametrize("kind, line, change, code, lost", DAMAGE, ids=lambda value: str(value)[:30])
def test_a_damaged_record_is_named_and_the_rest_stays(
    tmp_path: Path, kind: str, line: int, change: dict[str, Any] | None, code: str, lost: int
) -> None:
    export = first_version(tmp_path)
    export.counts = False
    export.write()
    row = export.rows[kind][line - 1]
    raw = json.dumps(row).encode()
    export.damage(
        kind, line, raw[: len(raw) // 2] + b"\n" if change is None else json.dumps({**row, **change}).encode() + b"\n"
    )
    survey, report = look(tmp_path)
    skipped = remarks(report, Weight.SKIPPED)
    assert (kind, line, code) in skipped
    assert len(skipped) == 1 + lost
    assert sum(tally.skipped for tally in report.tallies.values()) == 1 + lost
    assert not report.is_complete
    before = sum(len(rows) for rows in export.rows.values())
    assert survey.size() == before - 1 - lost


SECOND_DAMAGE = [
    ("groups", "ablation", {"access": "secret"}, Weight.SKIPPED, "unknown_choice"),
    ("groups", "ablation", {"access": None}, Weight.SKIPPED, "missing"),
    ("groups", "ablation", {"parent": "nowhere"}, Weight.SKIPPED, "unknown_id"),
    ("groups", "heart", {"parent": "ablation"}, Weight.SKIPPED, "in_a_circle"),
    ("members", "m-kit", {"groups": ["heart", "nowhere"]}, Weight.MENDED, "no_such_group"),
    ("members", "m-kit", {"roles": [{"kind": "moderator", "group": "nowhere"}]}, Weight.MENDED, "no_such_group"),
    ("members", "m-kit", {"roles": [{"kind": "clinician", "group": None}]}, Weight.MENDED, "no_such_role"),
    ("members", "m-kit", {"roles": ["moderator"]}, Weight.SKIPPED, "wrong_type"),
    ("discussions", "d4", {"audience": "world"}, Weight.SKIPPED, "unknown_choice"),
    ("discussions", "d4", {"pinned": "yes"}, Weight.SKIPPED, "wrong_type"),
    ("posts", "d4-1", {"state": "removed"}, Weight.SKIPPED, "unknown_choice"),
    ("posts", "d1-3", {"reply_to": "d1-77"}, Weight.MENDED, "answers_nothing"),
    ("posts", "d1-3", {"reply_to": "d1-5"}, Weight.MENDED, "answers_later"),
    ("posts", "d1-3", {"reply_to": "d1-3"}, Weight.MENDED, "answers_later"),
    ("posts", "d1-1", {"position": 7}, Weight.SKIPPED, "unknown_id"),
    ("flags", "f1", {"post_id": "d1-77"}, Weight.SKIPPED, "unknown_id"),
    ("flags", "f1", {"flagger_id": "m-nobody"}, Weight.SKIPPED, "unknown_id"),
    ("flags", "f1", {"reason": "boring"}, Weight.SKIPPED, "unknown_choice"),
    ("flags", "f1", {"words": "x" * 2001}, Weight.SKIPPED, "too_long"),
    ("flags", "f2", {"flagger_id": "m-kit"}, Weight.SKIPPED, "told_before"),
]


@pytest.mark.parametrize("kind, key, change, weight, code", SECOND_DAMAGE, ids=lambda value: str(value)[:30])
def test_what_version_two_adds_is_checked_too(
    tmp_path: Path, kind: str, key: str, change: dict[str, Any], weight: Weight, code: str
) -> None:
    export = second_version(tmp_path)
    export.row(kind, key).update(change)
    _survey, report = look(export.write())
    line = [row["id"] for row in export.rows[kind]].index(key) + 1
    assert (kind, line, code) in remarks(report, weight)
    assert not report.is_complete


def test_a_reply_to_something_unreadable_stays_as_a_reply_to_the_discussion(tmp_path: Path) -> None:
    export = second_version(tmp_path)
    export.row("posts", "d1-2")["body"] = 5
    survey, report = look(export.write())
    assert remarks(report, Weight.SKIPPED) == [
        ("posts", 2, "wrong_type"),
        ("flags", 1, "unknown_id"),
        ("flags", 2, "unknown_id"),
    ]
    assert remarks(report, Weight.MENDED) == [("posts", 3, "answers_nothing")]
    assert [(each.id, each.reply_to) for each in survey.talks["d1"].posts][1] == ("d1-3", None)


def test_a_discussion_without_its_opening_post_is_not_here_and_its_posts_are_named(tmp_path: Path) -> None:
    export = first_version(tmp_path)
    export.row("posts", "scan-1")["author_id"] = "m-nobody"
    survey, report = look(export.write())
    assert ("discussions", 1, "no_opening") in remarks(report, Weight.SKIPPED)
    assert report.tallies["posts"].skipped == 4
    assert "scan" not in survey.talks


def test_an_unknown_key_is_reported_once_and_ignored(tmp_path: Path) -> None:
    export = first_version(tmp_path)
    for row in export.rows["posts"]:
        row["likes"] = 3
    survey, report = look(export.write())
    assert remarks(report, Weight.NOTE) == [("posts", 1, "unknown_key")]
    assert report.is_complete
    assert sum(len(each.posts) for each in survey.talks.values()) == 7


def test_posts_are_ordered_by_position_not_by_line(tmp_path: Path) -> None:
    export = Export(tmp_path, version=1)
    export.rows |= {
        "groups": [group("heart")],
        "members": [member("ruth")],
        "discussions": [talk("a", "heart", "ruth")],
    }
    export.rows["posts"] = [post("a", position, "ruth") for position in (3, 1, 2)]
    survey, _report = look(export.write())
    assert [each.position for each in survey.talks["a"].posts] == [1, 2, 3]


def test_fewer_records_than_declared_means_that_something_is_lost(tmp_path: Path) -> None:
    export = first_version(tmp_path)
    export.write()
    export.damage("posts", 7, b"")
    _survey, report = look(tmp_path)
    assert remarks(report, Weight.SKIPPED) == [("posts", 0, "too_few")]
    assert not report.is_complete


@pytest.mark.parametrize(
    "manifest, code",
    [
        (None, "no_manifest"),
        ("{", "bad_manifest"),
        ("[]", "bad_manifest"),
        ('{"version": 2}', "no_format"),
        ('{"format": "dayroom-community", "version": "2"}', "no_format"),
        ('{"format": "dayroom-community", "version": 3}', "unknown_version"),
        ('{"format": "something-else", "version": 1}', "unknown_version"),
    ],
)
def test_a_folder_that_is_no_export_is_refused_in_a_plain_sentence(
    tmp_path: Path, manifest: str | None, code: str
) -> None:
    first_version(tmp_path).write()
    (tmp_path / "manifest.json").unlink()
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(NotAnExport) as refused:
        read_manifest(tmp_path)
    assert refused.value.code == code
    assert "{" not in wording.trouble(code, refused.value.facts)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    first_version(tmp_path).write()
    (tmp_path / "posts.jsonl").unlink()
    with pytest.raises(NotAnExport) as refused:
        read_manifest(tmp_path)
    assert "posts.jsonl" in wording.trouble(refused.value.code, refused.value.facts)


def test_a_copy_in_another_folder_is_the_same_export(tmp_path: Path) -> None:
    one = read_manifest(first_version(tmp_path / "one").write())
    two = read_manifest(first_version(tmp_path / "two").write())
    other = first_version(tmp_path / "other")
    other.name = "Another community"
    assert one.key == two.key
    assert read_manifest(other.write()).key != one.key


def test_what_an_export_says_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in wording.reason("unknown_id", {"field": "a", "value": "\x1b[2J\n", "file": "b"})
