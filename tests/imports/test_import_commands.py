"""Bringing an export in: what stands here afterwards, and that it stands as if people had written it here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM, VISITOR
from app.accounts.commands import NewMember, add_member
from app.accounts.models import Grant, Member
from app.accounts.queries import actor_of, member_named
from app.audit.models import AuditEntry
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.jobs import Promise
from app.discussions.commands.waiting import apply_decision
from app.discussions.models import Discussion, DiscussionTag, Mention, Post, ReadMark, Revision
from app.discussions.queries.thread import discussion_page
from app.groups.audience import Audience
from app.groups.commands import GroupInput, admit, create_group
from app.groups.models import Group, Membership
from app.guidelines.assessment import Assessment
from app.imports import running
from app.imports.running import run_import
from app.moderation.models import ReviewItem
from app.notifications.models import Notice
from tests.imports.exports import (
    HARD,
    PHONE,
    Export,
    everything,
    first_version,
    group,
    many_talks,
    member,
    post,
    second_version,
    talk,
)
from tests.world import answer, start

Counting = Callable[[], Any]


def _talk(title: str) -> Discussion:
    db.session.rollback()
    return db.session.scalars(select(Discussion).where(Discussion.title == title)).one()


def _post(start_of_body: str) -> Post:
    db.session.rollback()
    return db.session.scalars(select(Post).where(Post.body.startswith(start_of_body))).one()


def _member(username: str) -> Member:
    found = member_named(username)
    assert found is not None
    return found


def _recounted(discussion: Discussion) -> dict[str, Any]:
    """The counters of a discussion, counted from its posts."""
    query = select(Post).where(Post.discussion_id == discussion.id, Post.state == "published").order_by(Post.seq)
    posts = list(db.session.scalars(query))
    replies = [each for each in posts if each.seq != 1]
    as_they_came = sorted(posts, key=lambda each: (each.published_at or each.created_at, each.seq or 0))
    people = list(dict.fromkeys(each.author_id for each in as_they_came))
    answers = [each.published_at for each in replies if each.author_id != discussion.author_id]
    opening = next((each for each in posts if each.seq == 1), None)
    return {
        "reply_count": len(replies),
        "people_count": len(people),
        "people_ids": people[:9],
        "last_seq": max((each.seq or 0 for each in posts), default=0) or 1,
        "last_post_id": posts[-1].id if posts else None,
        "last_post_at": posts[-1].published_at if posts else discussion.created_at,
        "answered_at": min((at for at in answers if at), default=None),
        "published_at": opening.published_at if opening else None,
    }


def _stored(discussion: Discussion, names: Any) -> dict[str, Any]:
    return {name: getattr(discussion, name) for name in names}


def check_counters() -> None:
    """Every stored number fits a recount, and every post its place."""
    db.session.rollback()
    for discussion in db.session.scalars(select(Discussion)):
        expected = _recounted(discussion)
        assert _stored(discussion, expected) == expected, discussion.title
    for each in db.session.scalars(select(Group)):
        out = select(func.count()).where(
            Discussion.group_id == each.id, Discussion.published_at.is_not(None), Discussion.removed_at.is_(None)
        )
        assert each.discussion_count == db.session.scalar(out), each.name
        assert each.member_count == db.session.scalar(select(func.count()).where(Membership.group_id == each.id)), (
            each.name
        )


def test_version_one_is_here_with_its_words_people_and_order(app: Flask, tmp_path: Path) -> None:
    report = run_import(first_version(tmp_path).write())
    assert report.is_complete
    scan = _talk("About scan")
    assert scan.audience == Audience.EVERYONE
    assert sorted(db.session.scalars(select(DiscussionTag.tag))) == ["fear", "scan-day"]
    page = discussion_page(VISITOR, scan.id)
    assert [row.author.name for row in page.posts.items] == ["Ruth", "Col", "Ruth", "Joan"]
    assert (
        page.posts.items[0].html == "<p>The scan is on Monday.</p><p>*Not* slept &amp; &lt;b&gt;worried&lt;/b&gt;.</p>"
    )
    assert [row.in_reply_to.name if row.in_reply_to else None for row in page.posts.items] == [
        None,
        None,
        "Col",
        "Ruth",
    ]
    assert [
        (each.branch_seq, each.seq)
        for each in db.session.scalars(select(Post).where(Post.discussion_id == scan.id).order_by(Post.seq))
    ] == [
        (1, 1),
        (2, 2),
        (2, 3),
        (2, 4),
    ]
    assert scan.published_at == datetime(2024, 3, 1, 11, tzinfo=UTC)
    assert _talk("About stairs").answered_at is None
    assert _talk("About oxygen").asked_again_at == datetime(2024, 3, 2, 11, tzinfo=UTC)
    check_counters()


def test_a_profession_in_the_data_gives_no_role(app: Flask, tmp_path: Path) -> None:
    run_import(first_version(tmp_path).write())
    assert db.session.scalar(select(func.count()).select_from(Grant)) == 0


def test_authors_belong_to_the_groups_they_wrote_in_since_their_first_post(app: Flask, tmp_path: Path) -> None:
    run_import(first_version(tmp_path).write())
    rows = db.session.execute(
        select(Group.slug, Member.username, Membership.joined_at)
        .join(Group, Group.id == Membership.group_id)
        .join(Member, Member.id == Membership.member_id)
        .order_by(Group.slug, Member.username)
    ).all()
    assert [(row[0], row[1]) for row in rows] == [
        ("heart", "col"),
        ("heart", "joan"),
        ("heart", "ruth"),
        ("lungs", "joan"),
    ]
    assert rows[2][2] == datetime(2024, 3, 1, 11, tzinfo=UTC)


def test_nobody_is_told(app: Flask, tmp_path: Path) -> None:
    run_import(second_version(tmp_path).write(), hold=True)
    for table in (Notice, Promise, ReadMark):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    facts = set(db.session.scalars(select(AuditEntry.fact)))
    assert facts <= {"GroupCreated", "RoleGranted"}


def test_version_two_brings_its_tree_roles_and_audiences(app: Flask, tmp_path: Path) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        report = run_import(second_version(tmp_path).write())
    assert report.is_complete
    heart = db.session.scalars(select(Group).where(Group.slug == "heart")).one()
    ablation = db.session.scalars(select(Group).where(Group.slug == "ablation")).one()
    assert (ablation.parent_id, ablation.path, ablation.access) == (heart.id, f"{heart.path}{ablation.id}/", "members")
    assert heart.created_at == datetime(2025, 10, 17, 12, tzinfo=UTC)
    assert actor_of(_member("ingrid").id).mentors(ablation.path)
    assert actor_of(_member("ana").id).moderates("/")
    assert _member("ruth").about == "Here in the mornings."
    assert _talk("About d1").pinned_at is not None
    assert _talk("About d2").is_locked
    assert _talk("About d2").created_at == datetime(2026, 11, 18, 7, 50, tzinfo=UTC)
    assert [_talk(f"About d{number}").audience for number in (1, 2, 4)] == [
        Audience.EVERYONE,
        Audience.GROUP,
        Audience.MEMBERS,
    ]
    assert "<strong>question</strong>" in _post("A **question**").html
    assert db.session.scalars(select(Mention.member_id)).all() == [_member("ingrid").id]
    check_counters()


def test_a_room_is_never_wider_than_the_group_it_is_in(app: Flask, tmp_path: Path) -> None:
    export = second_version(tmp_path)
    export.row("groups", "ablation").update(parent="carers", access="public")
    report = run_import(export.write())
    assert db.session.scalar(select(Group.access).where(Group.slug == "ablation")) == "private"
    assert [remark.code for remark in report.remarks] == ["narrowed"]
    assert report.is_complete


def test_held_posts_wait_at_the_desk_since_they_were_written(app: Flask, tmp_path: Path) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        report = run_import(second_version(tmp_path).write())
    assert report.waiting == 2
    reply, crisis = _post("Ring me"), _post("I do not want")
    assert (reply.state, reply.seq, crisis.state) == ("held", None, "held")
    assert _talk("About d3").published_at is None
    items = {item.subject_id: item for item in db.session.scalars(select(ReviewItem))}
    assert items[crisis.id].kind == "worried"
    assert items[crisis.id].opened_at == now - timedelta(minutes=45)
    assert items[reply.id].opened_at == now - timedelta(hours=5)
    assert [cause.kind for cause in items[reply.id].causes] == ["check"]
    assert items[reply.id].causes[0].findings[0]["family"] == "contact_details"
    group_path = db.session.scalar(select(Group.path).where(Group.slug == "heart"))
    assert items[reply.id].scope_path == group_path


def test_flags_come_with_who_why_and_when(app: Flask, tmp_path: Path) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        run_import(second_version(tmp_path).write())
    flagged = _post("Words 2 of d1")
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == flagged.id)).one()
    told = [(cause.kind, cause.reason, cause.member_id, cause.words, cause.at) for cause in item.causes]
    assert told == [
        ("flag", "medicine", _member("kit").id, "A dose.", now - timedelta(hours=3)),
        ("flag", "worried", _member("ruth").id, "", now - timedelta(hours=2)),
    ]
    assert {cause.snapshot for cause in item.causes} == {flagged.body}
    assert {cause.revision_id for cause in item.causes} == {flagged.revision_id}
    assert (item.kind, item.flaggers) == ("worried", 2)


def test_findings_are_kept_with_the_revision_of_titles_too(app: Flask, tmp_path: Path) -> None:
    export = first_version(tmp_path)
    export.row("discussions", "stairs")["title"] = "Ring 07700 900418"
    report = run_import(export.write())
    opening = _post("Words 1 of stairs")
    revision = db.session.get_one(Revision, opening.revision_id)
    assert [finding.field for finding in Assessment.from_json(revision.findings).findings] == ["title"]
    assert (revision.title, revision.number, revision.state) == ("Ring 07700 900418", 1, "current")
    assert report.findings == {"contact_details": 1}


def test_without_hold_everything_stays_visible_and_with_it_what_the_checks_hold_waits(
    app: Flask, tmp_path: Path
) -> None:
    export = first_version(tmp_path)
    export.row("posts", "scan-2")["body"] = HARD
    folder = export.write()
    assert run_import(folder, dry=True).would_hold == 1
    assert run_import(folder, dry=True, hold=True).waiting == 1
    report = run_import(folder, hold=True)
    assert report.waiting == 1
    held = _post("I do not want")
    assert held.state == "held"
    item = db.session.scalars(select(ReviewItem)).one()
    assert (item.subject_id, item.kind) == (held.id, "worried")
    assert clock.now() - item.opened_at < timedelta(minutes=1)
    # Whoever answered it still does, and shows it once it is out.
    assert _post("Words 3 of scan").reply_to_id == held.id
    check_counters()


def test_a_held_opening_hides_its_discussion_until_it_is_read_and_then_stands_first(app: Flask, tmp_path: Path) -> None:
    export = first_version(tmp_path)
    export.row("posts", "scan-1")["body"] = HARD
    run_import(export.write(), hold=True)
    scan = _talk("About scan")
    assert not scan.is_out
    assert db.session.scalar(select(Group.discussion_count).where(Group.slug == "heart")) == 1
    check_counters()
    apply_decision(SYSTEM, scan.opening_id or 0, "publish", None)
    scan = _talk("About scan")
    rows = discussion_page(VISITOR, scan.id).posts.items
    assert [(row.seq, row.is_opening) for row in rows] == [(1, True), (2, False), (3, False), (4, False)]
    assert db.session.scalar(select(Group.discussion_count).where(Group.slug == "heart")) == 2
    check_counters()


def test_a_post_removed_before_it_was_out_comes_out_when_it_is_restored(app: Flask, tmp_path: Path) -> None:
    export = first_version(tmp_path)
    export.row("posts", "scan-1")["body"] = HARD
    run_import(export.write(), hold=True)
    opening_id = _talk("About scan").opening_id or 0
    apply_decision(SYSTEM, opening_id, "remove", None)
    apply_decision(SYSTEM, opening_id, "restore", None)
    assert _talk("About scan").is_out
    check_counters()


def test_an_imported_discussion_counts_like_one_that_was_written_here(app: Flask, tmp_path: Path) -> None:
    """The same talk, once imported and once posted by hand at the same times."""
    begun = datetime(2026, 3, 1, 10, tzinfo=UTC)
    export = Export(tmp_path)
    people = ("ruth", "col", "joan")
    said = (("ruth", None), ("ruth", None), ("col", None), ("joan", 2), ("ruth", 3), ("col", None), ("joan", 1))
    export.rows |= {"groups": [group("heart", access="public")], "members": [member(name) for name in people]}
    export.rows["discussions"] = [talk("a", "heart", "ruth", created_at=begun.isoformat())]
    for index, (who, to) in enumerate(said):
        at = (begun + timedelta(hours=index)).isoformat()
        reply_to = f"a-{to + 1}" if to is not None else None
        export.rows["posts"].append(post("a", index + 1, who, created_at=at, reply_to=reply_to, body=f"Said {index}."))
    run_import(export.write())
    imported = _talk("About a")
    group_id = create_group(SYSTEM, GroupInput("By hand"))
    ids = {name: _member(name).id for name in people}
    admit(group_id, dict.fromkeys(ids.values(), begun))
    posted: list[int] = []
    for index, (who, to) in enumerate(said):
        with time_machine.travel(begun + timedelta(hours=index), tick=False):
            actor = actor_of(ids[who])
            if not index:
                outcome = start(actor, group_id, "By hand", f"Said {index}.")
            else:
                outcome = answer(
                    actor, outcome.discussion_id or 0, f"Said {index}.", to=posted[to] if to is not None else None
                )
            posted.append(outcome.post_id or 0)
    written = _talk("By hand")
    names = (
        "reply_count",
        "people_count",
        "people_ids",
        "last_seq",
        "last_post_at",
        "answered_at",
        "asked_again_at",
        "published_at",
    )
    names = (*names, "created_at", "excerpt", "audience", "version", "author_id")
    imported = _talk("About a")
    assert _stored(imported, names) == _stored(written, names)
    assert _line(imported.id) == _line(written.id)


def _line(discussion_id: int) -> list[Any]:
    query = select(Post).where(Post.discussion_id == discussion_id).order_by(Post.branch_seq, Post.seq)
    posts = list(db.session.scalars(query))
    places = {each.id: each.seq for each in posts}
    names = (
        "body",
        "html",
        "excerpt",
        "author_id",
        "state",
        "audience",
        "seq",
        "branch_seq",
        "created_at",
        "published_at",
        "state_at",
    )
    return [(*(getattr(each, name) for name in names), places.get(each.reply_to_id or 0)) for each in posts]


def test_names_stay_unique_and_the_new_ones_are_reported(app: Flask, tmp_path: Path) -> None:
    add_member(SYSTEM, NewMember("ruth", "Ruth"))
    export = Export(tmp_path, version=1)
    export.rows["groups"] = [group("heart")]
    export.rows["members"] = [
        member("ruth"),
        member("other", username="ruth", display_name="R\u00fcth"),
        member("twin", display_name="Ruth 2"),
        member("odd", username="Odd One!", display_name="Ann\u202e\u0007a <b>"),
        member("long", display_name="x" * 90),
        member("boss", display_name="Moderator Jim"),
        member("admin", display_name="Administrator"),
    ]
    report = run_import(export.write())
    rows = db.session.execute(select(Member.username, Member.display_name).order_by(Member.id)).all()
    assert [tuple(row) for row in rows] == [
        ("ruth", "Ruth"),
        ("ruth-2", "Ruth 3"),
        ("ruth-3", "R\u00fcth 4"),
        ("twin", "Ruth 2"),
        ("odd-one", "Anna b"),
        ("long", "x" * 40),
        ("boss", "boss"),
        ("admin", "Someone"),
    ]
    assert len({row[0] for row in rows}) == len(rows)
    assert len(set(db.session.scalars(select(Member.skeleton)))) == len(rows)
    assert report.is_complete
    assert {"name_taken", "handle_changed", "name_changed"} == {remark.code for remark in report.remarks}


def test_groups_beside_others_of_the_same_name_get_a_number(app: Flask, tmp_path: Path) -> None:
    create_group(SYSTEM, GroupInput("Heart"))
    report = run_import(first_version(tmp_path).write())
    rows = db.session.execute(select(Group.slug, Group.name).order_by(Group.id)).all()
    assert [tuple(row) for row in rows] == [("heart", "Heart"), ("heart-2", "Heart 2"), ("lungs", "Lungs")]
    assert [remark.code for remark in report.remarks] == ["name_taken", "address_taken"]


def test_a_dry_run_says_what_a_run_would_do_and_writes_nothing(app: Flask, tmp_path: Path) -> None:
    add_member(SYSTEM, NewMember("kit", "Kit"))
    create_group(SYSTEM, GroupInput("Heart"))
    export = second_version(tmp_path)
    export.row("posts", "d4-1")["body"] = "\n".join(("|" + "a|" * 40, "|" + "-|" * 40, "|" + "b|" * 40))
    export.row("posts", "d2-1")["author_id"] = "m-nobody"
    folder = export.write()
    before = everything()
    dry = run_import(folder, dry=True, hold=True)
    assert everything() == before
    real = run_import(folder, hold=True)
    assert dry == real
    assert ("posts", "too_long_table") in {(remark.kind, remark.code) for remark in real.remarks}
    assert real.tallies["posts"].skipped == 2
    assert real.tallies["discussions"].skipped == 2


@pytest.mark.parametrize("hold", [False, True])
def test_a_second_run_changes_nothing(app: Flask, tmp_path: Path, hold: bool) -> None:
    folder = second_version(tmp_path).write()
    run_import(folder, hold=hold)
    before = everything()
    with time_machine.travel(clock.now() + timedelta(days=3)):
        again = run_import(folder, hold=hold)
    assert everything() == before
    assert again.changes == 0
    assert again.remarks == []


@pytest.mark.parametrize("after", range(1, 9))
def test_a_run_that_is_killed_goes_on_and_ends_in_the_same_community(
    app: Flask, site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    for name in ("MEMBERS_AT_ONCE", "TALKS_AT_ONCE", "FLAGS_AT_ONCE"):
        monkeypatch.setattr(running, name, 1)
    folder = second_version(tmp_path).write()
    left_out = ("import_sources", "audit_entries", "audit_head", "settings")
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False) as clockwork:
        if site.backend not in _whole:
            run_import(folder)
            _whole[site.backend] = _without_moments(everything(left_out))
            site.lay("empty")
        steps = _Counted(after)
        for name in ("bring_groups", "bring_members", "bring_talks", "bring_flags"):
            monkeypatch.setattr(running, name, steps.counted(getattr(running, name)))
        with pytest.raises(_Killed):
            run_import(folder)
        steps.left = 1000
        clockwork.shift(timedelta(hours=5))
        run_import(folder)
        db.session.rollback()
    assert _without_moments(everything(left_out)) == _whole[site.backend]


_whole: dict[str, Any] = {}
"""By engine: what a run leaves that nobody kills."""


class _Killed(BaseException):
    pass


class _Counted:
    """Lets so many steps through, then ends the process as a kill would."""

    def __init__(self, left: int) -> None:
        self.left = left

    def counted(self, step: Callable[..., None]) -> Callable[..., None]:
        def run(*given: Any) -> None:
            if self.left == 0:
                raise _Killed
            self.left -= 1
            step(*given)

        return run


def _without_moments(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Grants are dated when they are made; everything else by the export."""
    return {name: rows for name, rows in found.items() if name != "grants"} | {"grants": [str(len(found["grants"]))]}


def test_what_is_new_in_the_export_joins_what_is_here(app: Flask, tmp_path: Path) -> None:
    export = first_version(tmp_path)
    run_import(export.write())
    export.rows["members"].append(member("kit"))
    export.rows["posts"].append(post("scan", 5, "kit", reply_to="scan-3"))
    export.rows["posts"].append(post("stairs", 2, "kit"))
    report = run_import(export.write())
    assert report.changes == 3
    assert _post("Words 5 of scan").branch_seq == 2
    assert _talk("About scan").reply_count == 4
    assert _talk("About stairs").answered_at is not None
    assert db.session.scalar(select(Group.member_count).where(Group.slug == "heart")) == 4
    check_counters()


def test_the_export_is_followed_where_nobody_here_changed_anything(app: Flask, tmp_path: Path) -> None:
    export = second_version(tmp_path)
    run_import(export.write())
    export.row("groups", "heart").update(name="Heart and more", description="For more people.")
    export.row("groups", "ablation").update(parent="carers")
    export.row("members", "m-ruth")["about"] = "Here in the evenings."
    export.row("members", "m-kit")["display_name"] = "Kit by the sea"
    export.row("discussions", "d1").update(
        title="A new title", tags=["waiting"], pinned=False, locked=True, group_id="carers"
    )
    export.row("posts", "d1-2")["body"] = "Other words."
    export.row("posts", "d1-4")["body"] = "Other held words, on 07700 900418."
    report = run_import(export.write())
    assert [remark.code for remark in report.remarks] == ["narrowed"]
    assert {name: tally.updated for name, tally in report.tallies.items()} == {
        "groups": 2,
        "members": 2,
        "discussions": 1,
        "posts": 3,
        "flags": 0,
    }
    changed = _talk("A new title")
    carers = db.session.scalars(select(Group).where(Group.slug == "carers")).one()
    assert (changed.group_id, changed.audience, changed.is_locked, changed.pinned_at) == (
        carers.id,
        Audience.GROUP,
        True,
        None,
    )
    assert db.session.scalars(select(DiscussionTag.tag)).all() == ["waiting"]
    former = db.session.scalars(select(Revision).where(Revision.body == "Words 2 of d1.")).one()
    assert (former.state, _post("Other words.").revision_id != former.id) == ("past", True)
    held = _post("Other held words")
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == held.id)).one()
    assert (item.version, item.causes[-1].snapshot, item.scope_path) == (2, held.body, carers.path)
    assert (_member("ruth").about, _member("kit").display_name) == ("Here in the evenings.", "Kit by the sea")
    assert db.session.scalar(select(Group.path).where(Group.slug == "ablation")).startswith(carers.path)  # type: ignore[union-attr]
    assert db.session.scalar(select(Group.name).where(Group.id == 1)) == "Heart and more"
    check_counters()
    before = everything()
    assert run_import(export.write()).changes == 0
    assert everything() == before
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0


def test_what_people_changed_here_stays_and_is_reported(app: Flask, tmp_path: Path) -> None:
    export = second_version(tmp_path)
    run_import(export.write())
    for row, name, value in (
        (_member("ruth"), "about", "I wrote this here."),
        (_talk("About d1"), "locked_at", clock.now()),
        (db.session.scalars(select(Group).where(Group.slug == "heart")).one(), "purpose", "Ours."),
    ):
        _change(row, name, value)
    apply_decision(SYSTEM, _post("Words 2 of d1").id, "remove", None)
    export.row("groups", "heart")["name"] = "Heart and more"
    export.row("members", "m-ruth")["display_name"] = "Ruth again"
    export.row("discussions", "d1")["tags"] = ["other"]
    export.row("posts", "d1-2")["body"] = "Other words."
    folder = export.write()
    before = everything()
    report = run_import(folder)
    assert [(remark.kind, remark.line, remark.code) for remark in report.remarks] == [
        ("groups", 2, "changed_here"),
        ("members", 1, "changed_here"),
        ("discussions", 1, "changed_here"),
        ("posts", 2, "changed_here"),
    ]
    assert everything() == before
    assert report.changes == 0
    assert report.is_complete


@command
def _change(row: Any, name: str, value: Any) -> None:
    """Somebody changed it here."""
    setattr(row, name, value)


@command
def _forget(username: str) -> None:
    """Somebody left, and with them their account."""
    db.session.delete(_member(username))


def test_who_left_the_community_is_not_brought_back(app: Flask, tmp_path: Path) -> None:
    export = first_version(tmp_path)
    run_import(export.write())
    _forget("col")
    export.row("members", "m-col")["display_name"] = "Col again"
    export.rows["posts"].append(post("stairs", 2, "col"))
    report = run_import(export.write())
    assert [(remark.kind, remark.code) for remark in report.remarks] == [("members", "gone_here")]
    assert member_named("col") is None
    assert _post("Words 2 of stairs").author_id is None


def test_an_edit_that_the_checks_would_hold_waits_beside_the_former_words(app: Flask, tmp_path: Path) -> None:
    export = first_version(tmp_path)
    run_import(export.write())
    export.row("posts", "scan-2")["body"] = PHONE
    assert run_import(export.write(), hold=True).waiting == 1
    shown = _post("Words 2 of scan")
    waiting = db.session.scalars(select(Revision).where(Revision.post_id == shown.id, Revision.state == "held")).one()
    assert (shown.state, waiting.body) == ("published", PHONE)
    before = everything()
    run_import(export.write(), hold=True)
    assert everything() == before


def test_the_statements_of_a_batch_do_not_grow_with_it(app: Flask, tmp_path: Path, count_statements: Counting) -> None:
    """Two groups, four people: as many statements for 20 discussions as for 80; SQLite alone gets each new row by itself."""
    counted = []
    for number in (20, 80):
        folder = many_talks(tmp_path / str(number), number).write()
        with count_statements() as seen:
            run_import(folder)
        counted.append(
            len([each for each in seen if db.engine.dialect.name == "postgresql" or not each.startswith("INSERT")])
        )
    assert counted[0] <= 90
    assert counted[1] <= counted[0] + 5
    with count_statements() as seen:
        run_import(folder)
    assert len(seen) <= 20


def test_many_batches_count_like_one(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "TALKS_AT_ONCE", 7)
    monkeypatch.setattr(running, "MEMBERS_AT_ONCE", 3)
    report = run_import(many_talks(tmp_path, 40, people=11).write())
    assert report.tallies["posts"].new == 120
    check_counters()
