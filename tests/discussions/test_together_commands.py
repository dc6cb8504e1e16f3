"""Replies that several people send at the same moment are one transaction; each is what it would be alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, TimeoutError

from app.accounts.models import Member
from app.core import clock, command
from app.core.commits import commits
from app.core.db import db
from app.core.given import MOST
from app.core.jobs import Promise, run_due
from app.core.lanes import COMPANY
from app.core.limits import count, used
from app.core.markup import quoted
from app.core.policy import Forbidden, Invalid, NotFound, TooMany
from app.core.tokens import new_token
from app.discussions.commands import coming_out, many_places, replying
from app.discussions.commands.order import lock
from app.discussions.commands.replying import Asked, reply, reply_together
from app.discussions.inputs import COACHED, CRISIS, HELD, PUBLISHED, Outcome, ReplyInput
from app.discussions.limits import POSTING
from app.discussions.models import Discussion, Draft, Post, PostQuote, Revision
from app.discussions.models.discussion import MOST_SEATS
from app.groups.commands import admit
from app.guidelines.commands import accept_current
from app.notifications.models import Notice
from tests.suspending import suspend
from tests.world import PHONE, World, start

TELL = "discussions.tell"
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
    assert talk.last_post_id == posts[2].id
    promised = [each.arguments for each in db.session.scalars(select(Promise).where(Promise.job == TELL).order_by(Promise.id))]
    assert promised[-2:] == [{"post_ids": [one.id]}, {"post_ids": [post.id for post in posts]}]


def test_people_are_told_of_each_also_by_a_promise_of_an_earlier_version(people: World) -> None:
    heart = people.corners["public"]
    found = reply_together([_asked(people, name, reply_to_id=heart.published) for name in ("maren", "ana")])
    later = reply(*_asked(people, "maren", reply_to_id=heart.published))
    promised = db.session.scalars(select(Promise).order_by(Promise.id.desc())).first()
    assert promised is not None and promised.arguments == {"post_ids": [later.post_id]}
    promised.arguments = {"post_id": later.post_id}
    db.session.commit()
    # Two that could not be told of with others are told of each by itself.
    run_due()
    run_due()
    posts = [post.id for post in _posts([*found, later])]
    # Ruth, who began it, of each.
    told = select(Notice.subject_id).where(Notice.member_id == people.members["ruth"], Notice.subject_id.in_(posts))
    assert sorted(db.session.scalars(told)) == posts


def test_what_cannot_even_be_looked_up_harms_nobody_else(people: World) -> None:
    """A letter that no database takes."""
    before = _talk(people.corners["public"].discussion).last_seq
    found = reply_together(
        [_asked(people, "ruth"), _asked(people, "maren", draft_key="half a letter \ud800"), _asked(people, "ana")]
    )
    assert isinstance(found[1], Exception) and [type(found[0]), type(found[2])] == [Outcome, Outcome]
    assert _talk(people.corners["public"].discussion).last_seq == before + 2
    assert all(isinstance(each, Outcome) for each in reply_together([_asked(people, "ruth"), _asked(people, "ana")]))


def test_no_more_go_together_than_one_statement_takes() -> None:
    assert COMPANY <= MOST


def test_two_who_reply_first_of_all_in_a_process_both_come_out(
    people: World, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_here, statement = threading.Barrier(2), many_places._Statement
    monkeypatch.setattr(many_places, "_made", [])

    def made(dialect: Any) -> Any:
        both_here.wait(20)
        return statement(dialect)

    def sent(name: str) -> Outcome:
        with site.app.app_context():
            return reply(*asked[name])

    asked = {name: _asked(people, name) for name in ("ruth", "maren")}
    db.session.rollback()
    monkeypatch.setattr(many_places, "_Statement", made)
    with ThreadPoolExecutor() as pool:
        assert [one.state for one in pool.map(sent, asked)] == [PUBLISHED] * 2
    assert isinstance(reply(*_asked(people, "ana")), Outcome)


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


def test_many_are_asked_about_and_written_with_as_many_statements_as_two(
    people: World, backend: str, count_statements: Callable[[], Any]
) -> None:
    def number(names: list[str]) -> int:
        asked = [_asked(people, name) for name in names]
        db.session.rollback()
        with count_statements() as statements:
            found = reply_together(asked)
        assert all(isinstance(each, Outcome) for each in found)
        # One more for each draft that was checked, which a server counts behind the answers.
        return len(statements) - len(names)

    number(["ruth", "maren"])
    two, five = number(["ruth", "maren"]), number(["ruth", "maren", "ana", "ruth", "maren"])
    assert five == two if backend == "postgresql" else five > two


def test_a_discussion_knows_of_many_replies_what_it_would_of_one_after_the_other(people: World) -> None:
    """Ruth began both; nobody has answered yet."""
    names = ["ruth", "maren", "ruth", "ana", "maren", "ruth"]
    talks = [start(people.actor("ruth"), people.corners["public"].group_id, f"Night {at}", "It began.") for at in (1, 2)]
    one_by_one, together = (talk.discussion_id or 0 for talk in talks)
    for name in names:
        reply(*_asked(people, name, discussion_id=one_by_one))
    posts = _posts(reply_together([_asked(people, name, discussion_id=together) for name in names]))
    first, second = _talk(one_by_one), _talk(together)
    same = ("last_seq", "version", "reply_count", "people_count", "people_ids")
    assert [getattr(second, name) for name in same] == [getattr(first, name) for name in same]
    assert second.people_ids == [people.members[name] for name in ("ruth", "maren", "ana")]
    assert (second.last_post_id, second.asked_again_at, second.answered_at) == (
        posts[-1].id,
        posts[0].published_at,
        posts[1].published_at,
    )
    reply_together([_asked(people, name, discussion_id=together) for name in ("ruth", "ana")])
    again = _talk(together)
    assert (again.people_count, again.people_ids) == (3, second.people_ids)
    assert (again.asked_again_at, again.answered_at) == (posts[0].published_at, posts[1].published_at)


def test_seats_are_taken_in_the_order_of_coming_while_there_are_any(people: World) -> None:
    begun = start(people.actor("ruth"), people.corners["public"].group_id, "Night", "It began.").discussion_id or 0
    talk = _talk(begun)
    before = [900 + number for number in range(MOST_SEATS - 1)]
    talk.people_ids = before
    db.session.commit()
    reply_together([_asked(people, name, discussion_id=begun) for name in ("ana", "maren")])
    assert _talk(begun).people_ids == [*before, people.members["ana"]]


def test_where_many_reply_a_discussion_climbs_in_lists_every_other_second(
    people: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = start(people.actor("ruth"), people.corners["public"].group_id, "Night", "It began.").discussion_id or 0
    moment = clock.now()

    def climbed_to(seconds: float, *names: str) -> float:
        monkeypatch.setattr(clock, "now", lambda: moment + timedelta(seconds=seconds))
        posts = _posts(reply_together([_asked(people, name, discussion_id=begun) for name in names]))
        assert _talk(begun).last_post_id == posts[-1].id
        return (_talk(begun).last_post_at - moment).total_seconds()

    assert climbed_to(0.5, "maren") == 0.5, "with the first reply at once"
    assert [climbed_to(at, "ruth", "ana") for at in (1.0, 2.0, 2.6, 3.0)] == [0.5, 0.5, 2.6, 2.6]
    assert climbed_to(9.0, "ruth") == 9.0
