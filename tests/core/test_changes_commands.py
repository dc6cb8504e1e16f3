"""Whatever way something is written, what pages show of it gets a new stamp in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, insert, update

from app import create_app
from app.accounts.models import PEOPLE, Grant, Member, SignInSession
from app.core import settings, versions
from app.core.changes import has_changed
from app.core.command import command
from app.core.db import db
from app.core.navigation import NAME
from app.core.prepared_writes import PreparedWrite
from app.core.versions import ALL, HOUSE, Key, stamps
from app.discussions.models import FIGURES, TALK, TALKS, Discussion, DiscussionTag, Post, Revision
from app.groups.commands import count_discussions
from app.groups.models import GROUP, TREE, Group
from app.moderation.models.items import DESK
from tests.world import World, answer, start

TAG = PreparedWrite(DiscussionTag, ("discussion_id", "tag"), lambda insert: insert.on_conflict_do_nothing())
EMPTY = PreparedWrite(Post, ("html",), lambda _insert: update(Post).where(Post.id == bindparam("which")))
NO_TAG = PreparedWrite(DiscussionTag, (), lambda _insert: delete(DiscussionTag).where(DiscussionTag.tag == bindparam("this")))


def _changed(world: World, act: Callable[[], Any]) -> set[str]:
    """Which of the keys that matter here have another stamp after `act`."""
    heart, kidney = world.corners["public"], world.corners["members"]
    keys = {
        "talk": Key(TALK, heart.discussion),
        "other talk": Key(TALK, kidney.discussion),
        "group": Key(GROUP, heart.group_id),
        "other group": Key(GROUP, kidney.group_id),
        "groups": Key(GROUP, ALL),
        "figures": Key(FIGURES, heart.group_id),
        "talks": TALKS,
        "tree": TREE,
        "people": PEOPLE,
        "house": HOUSE,
        "desk": DESK,
    }
    before = stamps(tuple(keys.values()))
    db.session.rollback()
    act()
    db.session.rollback()
    after = stamps(tuple(keys.values()))
    return {name for name, was, now in zip(keys, before, after, strict=True) if was != now}


@command
def _do(act: Callable[[], Any]) -> None:
    act()


def _row(model: Any, key: int) -> Any:
    return db.session.get_one(model, key)


def test_each_way_of_writing_stamps_what_it_changes_and_nothing_else(world: World) -> None:
    heart = world.corners["public"]
    talk, group = heart.discussion, heart.group_id
    here = {"talk", "group", "groups"}
    post = update(Post).where(Post.id == heart.published)
    ways: list[tuple[str, Callable[[], Any], set[str]]] = [
        ("a reply", lambda: answer(world.actor("maren"), talk, "Slippers, and a long book."), {"talk", "figures"}),
        ("a new discussion", lambda: start(world.actor("ruth"), group, "Slippers", "Which ones?"), {"figures", "group", "groups"}),
        ("a row's change", lambda: _do(lambda: setattr(_row(Post, heart.published), "html", "<p>x</p>")), {"talk"}),
        ("a member's name", lambda: _do(lambda: setattr(_row(Member, 1), "display_name", "Ruth M")), {"people"}),
        ("how pages look for one", lambda: _do(lambda: setattr(_row(Member, 1), "theme", "dark")), set()),
        ("many posts", lambda: _do(lambda: db.session.execute(post.values(html=""))), {"talks"}),
        (
            "posts of one discussion",
            lambda: _do(
                lambda: db.session.execute(update(Post).where(Post.discussion_id == talk, Post.seq > 1).values(html=""))
            ),
            {"talk"},
        ),
        (
            "many discussions",
            lambda: _do(
                lambda: db.session.execute(update(Discussion).where(Discussion.author_id == 1).values(slug="x"))
            ),
            {"talks"},
        ),
        ("a count", lambda: _do(lambda: count_discussions(group, 1)), {"group", "groups"}),
        (
            "a count of a group at hand",
            lambda: _do(lambda: _row(Group, group) and count_discussions(group, 1)),
            {"group", "groups"},
        ),
        ("a group's name", lambda: _do(lambda: setattr(_row(Group, group), "name", "Hearts")), {"tree"}),
        ("roles", lambda: _do(lambda: db.session.execute(delete(Grant).where(Grant.kind == "x"))), {"people"}),
        (
            "tags",
            lambda: _do(lambda: db.session.execute(insert(DiscussionTag).values(discussion_id=talk, tag="a"))),
            {"talks"},
        ),
        (
            "a discussion's tags",
            lambda: _do(lambda: db.session.execute(delete(DiscussionTag).where(DiscussionTag.discussion_id == talk))),
            here,
        ),
        (
            "a revision alone",
            lambda: _do(lambda: setattr(_row(Revision, _row(Post, heart.published).revision_id), "anyway", True)),
            {"talk"},
        ),
        ("a tag, prepared", lambda: _do(lambda: TAG.run(discussion_id=talk, tag="b")), here),
        ("the same, known", lambda: _do(lambda: TAG.run(discussion_id=talk, tag="c", known={"group_id": group})), here),
        ("a post, prepared", lambda: _do(lambda: EMPTY.run(html="", which=heart.published)), {"talks"}),
        (
            "a post, known",
            lambda: _do(lambda: EMPTY.run(html="x", which=heart.published, known={"discussion_id": talk})),
            {"talk"},
        ),
        ("all tags, prepared", lambda: _do(lambda: NO_TAG.run(this="b")), {"talks"}),
        ("a setting", lambda: _do(lambda: settings.store(NAME.name, "The Long Table")), {"house"}),
        ("what no table stands for", lambda: _do(lambda: has_changed(HOUSE)), {"house"}),
        ("a session", lambda: _do(lambda: db.session.execute(delete(SignInSession))), set()),
        (
            "plain words to the database",
            lambda: _do(lambda: db.session.execute(db.text("UPDATE groups SET name = name"))),
            set(),
        ),
    ]
    for name, act, expected in ways[:-1]:
        assert _changed(world, act) == expected, name
    everything = {"talks", "tree", "people", "house", "desk"}
    assert _changed(world, ways[-1][1]) == everything, ways[-1][0]


def test_what_goes_along_with_a_row_that_is_deleted_is_stamped_too(world: World) -> None:
    gone = _changed(world, lambda: _do(lambda: db.session.delete(_row(Member, world.members["kit"]))))
    assert gone >= {"people", "talks"} and not gone & {"talk", "group"}
    several = _changed(world, lambda: _do(lambda: db.session.execute(delete(Member).where(Member.username == "gus"))))
    assert several >= {"people", "talks"}


def test_what_is_rolled_back_stamps_nothing_and_a_part_that_is_rolled_back_loses_nothing(world: World) -> None:
    talk = world.corners["public"].discussion

    def fails() -> None:
        _row(Discussion, talk).title = "Other"
        db.session.flush()
        raise ZeroDivisionError

    def in_parts() -> None:
        _row(Group, world.corners["public"].group_id).name = "Hearts"
        part = db.session.begin_nested()
        _row(Member, world.members["kit"]).display_name = "Kit K"
        part.rollback()

    def whole() -> None:
        with pytest.raises(ZeroDivisionError):
            _do(fails)

    assert _changed(world, whole) == set()
    assert _changed(world, lambda: _do(in_parts)) >= {"tree"}


def test_a_kept_page_is_seen_to_have_changed_at_once(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    visitor = site.app.test_client()
    first, second = visitor.get("/groups/heart"), visitor.get("/groups/heart")
    with count_statements() as seen:
        third = visitor.get("/groups/heart")
    assert len(seen) == 1 and first.data == second.data == third.data and first.status_code == 200
    start(world.actor("ruth"), world.corners["public"].group_id, "First night home", "It was long and quiet.")
    assert "First night home" in visitor.get("/groups/heart").text


def test_an_import_may_change_thousands_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "AT_ONCE", 7)
    many = [Key(TALK, 10_000 + number) for number in range(23)]
    _do(lambda: has_changed(*many, *many))
    assert all(stamps(tuple(many[:20])))


def test_a_room_counts_on_the_page_of_the_group_it_is_in(world: World) -> None:
    heart, kidney = world.corners["public"], world.corners["members"]
    _do(lambda: setattr(_row(Group, kidney.group_id), "parent_id", heart.group_id))
    counted = _changed(world, lambda: _do(lambda: count_discussions(kidney.group_id, 1)))
    assert counted == {"other group", "group", "groups"}


def test_the_first_page_that_a_process_keeps_is_made_of_settings_as_they_are(world: World, site: Any) -> None:
    other = create_app(site.app.config["DAYROOM"])
    reader = other.test_client()
    # Of a page that is not kept, its settings are in memory; the other process changes one of them.
    assert "The Long Table" not in reader.get("/help").text
    _do(lambda: settings.store(NAME.name, "The Long Table"))
    assert "The Long Table" in reader.get("/groups").text
    with other.app_context():
        db.engine.dispose()
