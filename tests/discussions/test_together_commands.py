"""Replies that several people send at the same moment are one transaction; each is what it would be alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core import clock, command, driver
from app.core.commits import commits
from app.core.db import db
from app.core.jobs import Promise
from app.core.limits import count, used
from app.core.policy import Forbidden, Invalid, NotFound, TooMany
from app.core.tokens import new_token
from app.discussions.commands import replying
from app.discussions.commands.order import lock
from app.discussions.commands.replying import Asked, reply, reply_together
from app.discussions.inputs import COACHED, CRISIS, HELD, PUBLISHED, Outcome, ReplyInput
from app.discussions.limits import POSTING
from app.discussions.models import Discussion, Draft, Post, PostQuote, Revision
from app.groups.commands import admit
from app.guidelines.commands import accept_current
from tests.world import PHONE, World, start

HURT = "I want to end my life tonight."


@pytest.fixture
def people(world: World) -> World:
    for name in ("maren", "ruth", "ana"):
        accept_current(world.actor(name))
    other = world.corners["other"]
    admit(other.group_id, {world.members["maren"]: clock.now()})
    other.discussion = start(world.actor("kit"), other.group_id, "Which shoes", "For the ward.").discussion_id or 0
    return world


def _asked(world: World, name: str, body: str = "Slip-on shoes.", **more: Any) -> Asked:
    given = {"draft_key": new_token(), "discussion_id": world.corners["public"].discussion, "body": body} | more
    return Asked(world.actor(name), ReplyInput(**given))


def _posts(found: list[Outcome | Exception]) -> list[Post]:
    db.session.rollback()
    return [db.session.get_one(Post, each.post_id) for each in found if isinstance(each, Outcome)]


def _talk(discussion_id: int) -> Discussion:
    db.session.rollback()
    return db.session.get_one(Discussion, discussion_id, populate_existing=True)


def test_each_is_written_as_if_it_were_alone_and_all_in_one_transaction(people: World) -> None:
    heart, newest = people.corners["public"], people.corners["public"].published
    before = _talk(heart.discussion)
    seq, replies, version = before.last_seq, before.reply_count, before.version
    alone = reply(*_asked(people, "maren", "> ruth wrote\n\nMe too.", reply_to_id=newest))
    done = commits()
    found = reply_together(
        [
            _asked(people, "ruth", "First."),
            _asked(people, "maren", "> ruth wrote\n\nMe too.", reply_to_id=newest),
            _asked(people, "ana", "Third, for @maren.", reply_to_id=heart.opening),
        ]
    )
    # And one for each draft that was checked, which a server counts behind the answers.
    assert commits() == done + 1 + len(found)
    assert [each.state for each in found if isinstance(each, Outcome)] == [PUBLISHED] * 3
    one, *posts = _posts([alone, *found])
    assert [post.seq for post in posts] == [seq + 2, seq + 3, seq + 4]
    same = ("discussion_id", "author_id", "reply_to_id", "branch_seq", "audience", "state", "body", "html", "excerpt")
    assert [getattr(posts[1], name) for name in same] == [getattr(one, name) for name in same]
    assert [(post.author_id, post.reply_to_id) for post in (posts[0], posts[2])] == [
        (people.members["ruth"], None),
        (people.members["ana"], None),
    ]
    for post in posts:
        revision = db.session.get_one(Revision, post.revision_id)
        assert (revision.post_id, revision.body, revision.number) == (post.id, post.body, 1)
    talk = _talk(heart.discussion)
    assert (talk.last_seq, talk.reply_count, talk.version) == (seq + 4, replies + 4, version + 4)
    assert (talk.last_post_id, talk.last_post_at) == (posts[2].id, posts[2].published_at)
    promised = [each.arguments for each in db.session.scalars(select(Promise).where(Promise.job == "discussions.tell"))]
    assert all({"post_id": post.id} in promised for post in (one, *posts))


def test_in_several_discussions_each_takes_the_next_place_of_its_own(people: World) -> None:
    there = [people.corners[name].discussion for name in ("other", "public")]
    before = {key: _talk(key).last_seq for key in there}
    found = reply_together([_asked(people, "maren", f"Number {at}.", discussion_id=there[at % 2]) for at in range(4)])
    posts = _posts(found)
    assert [(post.discussion_id, (post.seq or 0) - before[post.discussion_id]) for post in posts] == [
        (there[0], 1),
        (there[1], 1),
        (there[0], 2),
        (there[1], 2),
    ]


def test_what_becomes_of_one_is_nothing_to_the_others(people: World) -> None:
    sent = [
        _asked(people, "maren"),
        _asked(people, "ruth", " "),
        _asked(people, "ruth", PHONE),
        _asked(people, "ruth", PHONE, anyway=True),
        _asked(people, "maren", HURT),
        _asked(people, "maren", discussion_id=999_999),
        _asked(people, "maren", reply_to_id=999_999),
        _asked(people, "ana", "So do I."),
    ]
    kinds = [type(each) if isinstance(each, Exception) else each.state for each in reply_together(sent)]
    assert kinds == [PUBLISHED, Invalid, COACHED, HELD, CRISIS, NotFound, Invalid, PUBLISHED]
    kept = db.session.scalars(select(Draft.body).where(Draft.key == sent[2].given.draft_key)).all()
    assert kept == [PHONE]


def test_who_has_written_enough_is_told_so_and_the_others_come_out(people: World) -> None:
    for _ in range(POSTING.times - used(POSTING, people.members["maren"]) - 1):
        count(POSTING, people.members["maren"])
    ruth_before = used(POSTING, people.members["ruth"])
    found = reply_together([_asked(people, "maren", "One."), _asked(people, "maren", "Two."), _asked(people, "ruth")])
    assert [type(each) for each in found] == [Outcome, TooMany, Outcome]
    db.session.rollback()
    assert used(POSTING, people.members["maren"]) == POSTING.times
    assert used(POSTING, people.members["ruth"]) == ruth_before + 1, "what was not kept was not counted"


def test_one_draft_that_is_sent_twice_at_once_is_one_post(people: World) -> None:
    twice = _asked(people, "maren")
    found = reply_together([twice, twice, _asked(people, "ruth")])
    first, again, other = _posts(found)
    assert first.id == again.id != other.id


def test_a_discussion_that_is_closed_meanwhile_takes_none_and_the_others_come_out(
    people: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heart, standings = people.corners["public"].discussion, replying.standings

    def and_then(asked: Any) -> Any:
        looked = standings(asked)
        monkeypatch.undo()
        db.session.rollback()
        lock(people.actor("ana"), heart, locked=True)
        return looked

    monkeypatch.setattr(replying, "standings", and_then)
    elsewhere = people.corners["other"].discussion
    found = reply_together([_asked(people, "ruth"), _asked(people, "maren", discussion_id=elsewhere)])
    assert [type(each) for each in found] == [Forbidden, Outcome]
    assert _posts(found)[0].discussion_id == elsewhere


def test_whoever_quotes_is_kept_with_whom_they_quote(people: World) -> None:
    heart = people.corners["public"]
    quoted = db.session.get_one(Post, heart.published)
    words = f"> **Ruth** wrote:\n> {quoted.body}\n\nSo it is."
    found = reply_together([_asked(people, "maren", words), _asked(people, "ana", words)])
    for post in _posts(found):
        pairs = db.session.scalars(select(PostQuote.quoted_id).where(PostQuote.post_id == post.id)).all()
        alone = reply(*_asked(people, "maren", words))
        assert list(pairs) == list(
            db.session.scalars(select(PostQuote.quoted_id).where(PostQuote.post_id == alone.post_id))
        )


def test_the_statements_of_many_are_sent_to_the_database_in_one_go(
    people: World, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[int] = []
    in_one_go: Callable[..., Any] = driver._in_one_go

    def noted(raw: Any, words: str, given: Any, **how: Any) -> Any:
        gone.append(len(given))
        return in_one_go(raw, words, given, **how)

    monkeypatch.setattr(driver, "_in_one_go", noted)
    assert all(isinstance(each, Outcome) for each in reply_together([_asked(people, "ruth") for _ in range(5)]))
    # The looks before, limits, promises, and places with their posts.
    assert gone == ([5] * 5 if backend == "postgresql" else [])


def test_what_breaks_is_everybodys_error_and_nothing_is_kept(people: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _talk(people.corners["public"].discussion).last_seq

    def breaks() -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(command, "finish", breaks)
    with pytest.raises(OSError, match="full"):
        reply_together([_asked(people, "ruth"), _asked(people, "maren")])
    monkeypatch.undo()
    assert _talk(people.corners["public"].discussion).last_seq == before
