"""Replies that several people send at the same moment are one transaction; each is what it would be alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, TimeoutError

from app.accounts.models import Member
from app.core import clock, command, driver
from app.core.commits import commits
from app.core.db import db
from app.core.jobs import Promise
from app.core.limits import count, used
from app.core.markup import quoted
from app.core.policy import Forbidden, Invalid, NotFound, TooMany
from app.core.tokens import new_token
from app.discussions.commands import coming_out, replying
from app.discussions.commands.order import lock
from app.discussions.commands.replying import Asked, reply, reply_together
from app.discussions.inputs import COACHED, CRISIS, HELD, PUBLISHED, Outcome, ReplyInput
from app.discussions.limits import POSTING
from app.discussions.models import Discussion, Draft, Post, PostQuote, Revision
from app.groups.commands import admit
from app.guidelines.commands import accept_current
from tests.suspending import suspend
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


def test_what_was_quoted_is_what_stood_there_before(people: World) -> None:
    words = "The nurse said to come early."
    first = reply(*_asked(people, "ruth", words)).post_id
    name = db.session.scalar(select(Member.display_name).where(Member.id == people.members["ruth"])) or ""
    found = reply_together(
        [_asked(people, "maren", quoted(words, name) + "So they do."), _asked(people, "ruth", words)]
    )
    post = _posts(found)[0]
    assert db.session.scalars(select(PostQuote.quoted_id).where(PostQuote.post_id == post.id)).all() == [first]


def test_what_breaks_with_one_harms_nobody_else(people: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_quotes = coming_out.keep_quotes

    def breaks(post: Any, body: str) -> None:
        if body == "Breaks.":
            raise LookupError
        keep_quotes(post, body)

    monkeypatch.setattr(coming_out, "keep_quotes", breaks)
    before = _talk(people.corners["public"].discussion).last_seq
    found = reply_together([_asked(people, "ruth"), _asked(people, "maren", "Breaks."), _asked(people, "ana")])
    assert [type(each) for each in found] == [Outcome, LookupError, Outcome]
    assert _talk(people.corners["public"].discussion).last_seq == before + 2


def test_while_the_database_is_away_nobody_waits_for_it_once_more(
    people: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def is_away() -> None:
        tried.append(1)
        raise TimeoutError("nobody gave the file back in time")

    monkeypatch.setattr(command, "finish", is_away)
    found = reply_together([_asked(people, "ruth"), _asked(people, "maren", PHONE), _asked(people, "ana", " ")])
    assert [type(each) for each in found] == [TimeoutError, TimeoutError, Invalid]
    assert len(tried) == 1


def test_who_was_shut_out_while_two_companies_waited_for_each_other_writes_nothing(
    people: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_itself = replying._reply

    def ended(_placings: Any) -> Any:
        error = OSError()
        error.sqlstate = "40P01"  # type: ignore[attr-defined]
        raise OperationalError("", {}, error)

    def then(*one: Any) -> Outcome:
        monkeypatch.undo()
        suspend(people.actor("marta"), people.members["maren"], None, "Unkind.")
        return by_itself(*one)

    monkeypatch.setattr(replying, "write_in_next_places", ended)
    monkeypatch.setattr(replying, "_reply", then)
    found = reply_together([_asked(people, "ruth"), _asked(people, "maren")])
    assert [type(each) for each in found] == [Outcome, Forbidden]


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
