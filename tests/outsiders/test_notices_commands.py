"""A notice from the form to its answer, on both databases: proved, put on the desk, decided, told, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import func, select

from app.accounts.holdings import EVERYTHING, PARTS, Leaver
from app.audit.models import AuditEntry
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.jobs import Promise
from app.core.policy import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.core.settings import store
from app.discussions.models import Post
from app.discussions.models.post import HIDDEN
from app.moderation.commands import claim, decide, flag
from app.moderation.commands.appeal_ruling import rule
from app.moderation.commands.appealing import appeal
from app.moderation.commands.decide import FLAG_OUTCOME
from app.moderation.commands.grave_acts import GraveInput, ask, do
from app.moderation.commands.rewording import end_items
from app.moderation.inputs import AppealRuling, DecisionInput, DecisionOutcome, FlagInput
from app.moderation.models import Appeal, Cause, Decision, GraveAct, ReviewItem
from app.moderation.queries.opened import opened
from app.notifications.models import Notice
from app.outsiders.commands import (
    add_words,
    confirm,
    forget_keys,
    forget_old,
    forget_unconfirmed,
    keep_answer,
    look_again,
    note_reading,
)
from app.outsiders.models import DECIDED, GONE, UNCONFIRMED, WAITING, OutsiderKey, OutsiderNotice
from app.outsiders.own_data import end_notices
from app.outsiders.queries import notice_behind, notice_for, shown
from tests.outsiders.telling import WORDS, confirmed, letters, send, token_in
from tests.two_workers import held_by_another
from tests.world import World

Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Move the clock on."""

    def move(span: timedelta) -> None:
        moment: datetime = clock.now() + span
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


def _decide(world: World, who: str, item_id: int, action: str) -> DecisionOutcome:
    item = db.session.get_one(ReviewItem, item_id)
    return decide(world.actor(who), item_id, DecisionInput(item.version, action, 6, "It names somebody in full."))


def _facts() -> list[str]:
    return [
        name
        for name in db.session.scalars(select(AuditEntry.fact).order_by(AuditEntry.id))
        if name.startswith("Outsider")
    ]


def test_a_notice_waits_for_its_mail_and_then_goes_to_its_decision(world: World) -> None:
    corner = world.corners["public"]
    sent = send(f"/discussions/{corner.discussion}-ablation#post-{corner.published}")
    assert db.session.get_one(OutsiderNotice, sent.notice_id).state == UNCONFIRMED and not sent.token
    first = letters()[0]
    assert WORDS not in first.body and "Jo" not in first.body
    token = token_in(first)
    notice = db.session.get_one(OutsiderNotice, sent.notice_id)
    assert notice.item_id is None

    status = confirm(token)
    with pytest.raises(NotFound):
        confirm(token)
    db.session.refresh(notice)
    assert notice.state == WAITING and notice_behind(status).id == notice.id
    item_id = notice.item_id or 0
    item = db.session.get_one(ReviewItem, item_id)
    assert (item.subject_id, item.kind, item.scope_path, item.author_id) == (
        corner.published,
        "notice",
        corner.path,
        world.members["maren"],
    )
    cause = db.session.scalars(select(Cause).where(Cause.item_id == item_id)).one()
    assert (cause.kind, cause.words, cause.member_id) == ("notice", "", None)
    assert token_in(letters()[0]) != status and notice.number in letters()[0].body

    claim(world.actor("ana"), item_id)
    add_words(status, "Her name is in the second line.", "192.0.2.7")
    with pytest.raises(Conflict) as twice:
        add_words(status, "And more.", "192.0.2.7")
    assert twice.value.reason == "already_added"
    page = opened(world.actor("ana"), item_id)
    assert [(told.words, told.added) for told in page.told] == [(WORDS, "Her name is in the second line.")]
    assert page.title == "Notice from outside: insult or untruth about a person"

    keep_answer(world.actor("ana"), notice.id, "Thank you for telling us.")
    outcome = _decide(world, "ana", item_id, "hide")
    db.session.refresh(notice)
    assert (notice.state, notice.decision_id) == (DECIDED, outcome.decision_id) and notice.looked_at
    assert db.session.get_one(Decision, outcome.decision_id).found_by == "notice"
    assert db.session.get_one(Post, corner.published).state == HIDDEN
    answer = letters()[0]
    assert "It cannot be read any more." in answer.body and "Thank you for telling us." in answer.body
    assert "guideline 6" in answer.body and "A person made this decision" in answer.body
    assert "Maren" not in answer.body and "Ablation" not in answer.body and "It names somebody" not in answer.body
    assert "tell us once more by the same form" in answer.body and "You can also go to a court" in answer.body, (
        "our own look first"
    )
    command(store)("moderation.contact", "team@example.org")
    assert "write to team@example.org, with the number above" in " ".join(shown(notice).answer)
    assert notice_behind(token_in(answer)).id == notice_behind(status).id == notice.id
    assert not {notice.number, "unlawful", "notice"} & set(answer.subject.split())
    assert _facts() == ["OutsiderNoticeOpened", "OutsiderNoticeAnswered", "OutsiderNoticeSettled"]
    with pytest.raises(Conflict):
        keep_answer(world.actor("ana"), notice.id, "Too late.")
    assert db.session.scalar(select(func.count()).select_from(Promise)) == 0


def test_what_one_may_not_see_and_what_is_not_there_look_the_same_to_who_told_us(world: World) -> None:
    """From sending to the answer; for staff they are different things."""
    private = world.corners["private"]
    hidden, hidden_token = confirmed(f"/posts/{private.published}")
    nothing, nothing_token = confirmed("/discussions/987654")
    assert (hidden.subject_id, nothing.subject_id) == (private.published, None)
    own = db.session.get_one(ReviewItem, nothing.item_id)
    assert (own.subject_kind, own.scope_path, own.kind) == ("outsider_notice", "/", "notice")
    assert opened(world.actor("marta"), own.id).actions == ("keep",)
    for who in ("ana", "samuel"):
        with pytest.raises(NotFound):
            notice_for(world.actor(who), nothing.id)
    with pytest.raises(NotFound):
        notice_for(world.actor("samuel"), hidden.id)
    assert notice_for(world.actor("ana"), hidden.id).notice is hidden

    _decide(world, "ana", hidden.item_id or 0, "remove")
    _decide(world, "marta", own.id, "keep")
    answers = [shown(notice_behind(token)).answer for token in (hidden_token, nothing_token)]
    assert answers[0] == answers[1] and "cannot say more" in answers[0][0]
    bodies = [
        letter.body.replace(notice.number, "").replace(token_in(letter), "")
        for letter in letters()[:2]
        for notice in (hidden, nothing)
        if notice.number in letter.body
    ]
    assert len(bodies) == 2 and bodies[0] == bodies[1]

    seen, _ = confirmed(f"/posts/{private.opening}", world.actor("maren"), email="m@example.org")
    assert (seen.member_id, seen.is_seen) == (world.members["maren"], True)


def test_several_notices_join_one_item_beside_a_report_and_each_sender_is_told(world: World) -> None:
    corner = world.corners["public"]
    first, _ = confirmed(f"/posts/{corner.published}")
    second, _ = confirmed(f"/posts/{corner.published}", email="ines@example.com", reason="threat")
    held, _ = confirmed(f"/posts/{corner.held}", email="jo2@example.com")
    assert first.item_id == second.item_id != held.item_id
    item = db.session.get_one(ReviewItem, first.item_id)
    assert (item.risk, item.version) == (3, 2)
    _decide(world, "ana", item.id, "keep")
    for notice in (first, second, held):
        db.session.refresh(notice)
    assert (first.state, second.state, held.state) == (DECIDED, DECIDED, WAITING)
    assert first.decision_id == second.decision_id
    assert "no reason to take it down" in letters()[0].body


def test_who_told_us_about_what_two_people_then_erase_hears_of_their_decision(world: World) -> None:
    post_id = world.corners["public"].published
    notice, _ = confirmed(f"/posts/{post_id}")
    flag(world.actor("kit"), "post", post_id, FlagInput("private"))
    do(
        world.actor("bea"),
        ask(world.actor("ana"), GraveInput("erase", "post", post_id, 6, "It names somebody in full.")),
    )
    db.session.refresh(notice)
    erased = db.session.scalars(select(GraveAct.decision_id)).one()
    assert (notice.state, notice.decision_id) == (DECIDED, erased)
    (letter,) = [each.body for each in letters() if each.subject == "An answer to your message"]
    assert "under guideline 6" in letter and "It cannot be read any more." in letter
    told = db.session.scalars(select(Notice).where(Notice.kind == FLAG_OUTCOME)).all()
    assert [each.member_id for each in told] == [world.members["kit"]], "who reported it hears that it was read"
    item = db.session.get_one(ReviewItem, notice.item_id)
    client = current_app.test_client()
    client.set_cookie("dayroom-session", world.tokens["ana"])
    page = client.get(f"/desk/{item.id}").text
    assert "Two people have erased it for good." in page and "Its author took it back" not in page
    assert "Reply erased for good" in page
    appeal(world.actor("maren"), erased or 0, "It should have stayed.")
    appealed = db.session.scalars(select(Appeal.item_id)).one() or 0
    rule(world.actor("marta"), appealed, AppealRuling(1, "overturned", 6, "It should have stayed."))
    db.session.refresh(notice)
    assert notice.decision_id == erased, "it cannot be read any more all the same"


def test_what_its_author_takes_along_before_a_decision_ends_the_notice(world: World) -> None:
    maren = Leaver(world.members["maren"], "maren", "Maren", EVERYTHING, clock.now())
    notice, token = confirmed(f"/posts/{world.corners['public'].published}")
    end_items(maren, 0)
    db.session.refresh(notice)
    assert (notice.state, notice.decision_id) == (GONE, None)
    assert "taken away by its author" in letters()[0].body and "guideline" not in letters()[0].body
    with pytest.raises(Conflict):
        add_words(token, "More.", "192.0.2.7")


def test_only_child_abuse_needs_no_name_and_no_mail_and_is_on_the_desk_at_once(world: World) -> None:
    address = f"/posts/{world.corners['public'].published}"
    with pytest.raises(Invalid) as refused:
        send(address, name="", email="")
    assert refused.value.reason == "name_missing"
    sent = send(address, name="", email="", reason="child_abuse")
    notice = notice_behind(sent.token)
    assert notice.state == WAITING and letters() == []
    item = db.session.get_one(ReviewItem, notice.item_id)
    assert (item.kind, item.risk) == ("notice", 3)
    _decide(world, "ana", item.id, "remove")
    assert letters() == [] and shown(notice).answer

    mailed = send(f"/posts/{world.corners['public'].held}", reason="child_abuse")
    waiting = db.session.get_one(OutsiderNotice, mailed.notice_id)
    assert waiting.state == WAITING and not waiting.can_be_written_to
    asked = letters()[0]
    assert "have the notice already" in asked.body and "forgotten" not in asked.body
    confirm(token_in(asked))
    db.session.refresh(waiting)
    assert notice_behind(token_in(letters()[0])).can_be_written_to
    assert db.session.scalar(select(func.count()).select_from(Cause).where(Cause.item_id == waiting.item_id)) == 2


def test_floods_are_refused_by_mail_by_connection_and_without_a_name(
    world: World, stop_clock: Callable[[], None]
) -> None:
    stop_clock()
    for number in range(1, 6):
        send(f"/posts/{number}")
    with pytest.raises(TooMany):
        send("/posts/6")
    for number in range(4):
        send("/posts/6", email=f"someone{number}@example.com")
    with pytest.raises(TooMany):
        send("/posts/6", email="another@example.com")
    assert db.session.scalar(select(func.count()).select_from(OutsiderNotice)) == 9


def test_unproved_notices_vanish_and_old_ones_lose_who_and_what(world: World, later: Later) -> None:
    address = f"/posts/{world.corners['public'].published}"
    token = token_in((send(address), letters())[1][0])
    notice, status = confirmed(address, world.actor("kit"))
    later(timedelta(days=6, hours=23))
    assert forget_unconfirmed() == 0
    later(timedelta(hours=2))
    with held_by_another(OutsiderNotice) as is_held:
        assert not is_held or forget_unconfirmed() == 0, "passed over"
    assert forget_unconfirmed() == 1
    with pytest.raises(NotFound):
        confirm(token)

    def own_rows() -> list[Any]:
        rows = list(PARTS["notices-of-unlawful-content"].collect(world.members["kit"]))
        db.session.rollback()
        return rows

    keep_answer(world.actor("ana"), notice.id, "Thank you for telling us.")
    assert [(row["words"], row["answer"]) for row in own_rows()] == [(WORDS, "")], "not sent yet"
    kit = Leaver(world.members["kit"], "kit", "Kit", EVERYTHING, clock.now())
    end_notices(kit, 0)
    db.session.refresh(notice)
    assert notice.words == WORDS
    _decide(world, "ana", notice.item_id or 0, "keep")
    (answered,) = own_rows()
    assert "Thank you for telling us." in answered["answer"] and "A person made this decision" in answered["answer"]
    later(timedelta(days=359))
    assert forget_old() == 0
    later(timedelta(days=2))
    with held_by_another(OutsiderNotice) as is_held:
        assert not is_held or forget_old() == 0, "passed over"
    assert (forget_old(), forget_old()) == (1, 0)
    db.session.refresh(notice)
    assert not any((notice.name, notice.email, notice.words, notice.address, notice.member_id))
    assert (notice.reason, notice.state) == ("defamation", DECIDED)
    with pytest.raises(NotFound):
        notice_behind(status)
    forget_keys()
    assert db.session.scalar(select(func.count()).select_from(OutsiderKey)) == 0


def test_reading_a_whole_notice_is_in_the_record_once_a_day(world: World) -> None:
    notice, _ = confirmed(f"/posts/{world.corners['public'].published}")
    for _ in range(2):
        note_reading(world.actor("ana"), notice.id)
    note_reading(world.actor("bea"), notice.id)
    assert _facts().count("OutsiderNoticeRead") == 2
    with pytest.raises((NotFound, Forbidden)):
        note_reading(world.actor("ruth"), notice.id)


def test_who_sent_a_notice_reads_what_was_decided_on_appeal_and_has_one_letter(world: World) -> None:
    post = world.corners["public"].published
    notice, token = confirmed(f"https://dayroom.example.org/posts/{post}")
    keep_answer(world.actor("ana"), notice.id, "We took it down for you.")
    private = world.corners["private"].published
    hidden, hidden_token = confirmed(f"https://dayroom.example.org/posts/{private}", email="k@example.com")
    first = [_decide(world, "ana", one.item_id or 0, "remove").decision_id for one in (notice, hidden)]
    answered = len(letters())
    assert "It cannot be read any more." in letters()[0].body
    for number in first:
        appeal(world.actor("maren"), number, "It was about myself.")
        item_id = db.session.scalars(select(Appeal.item_id).where(Appeal.decision_id == number)).one() or 0
        rule(world.actor("bea"), item_id, AppealRuling(1, "overturned", 6, "It names nobody."))
    db.session.rollback()
    now = shown(notice_behind(token))
    assert now.again_at is not None and now.answer[0].startswith("Somebody else of the team has looked at it again.")
    words = " ".join(now.answer)
    assert "no reason to take it down" in words and "A person made this decision" in words
    assert not any(other in words for other in ("We took it down for you.", "Maren", "Bea", "It names nobody."))
    again = letters()
    assert len(again) == answered + 1 and "has been looked at again." in again[0].body
    assert "no reason to take it down" in again[0].body and token_in(again[0])
    secret = shown(notice_behind(hidden_token))
    assert secret.again_at is None and "dealt with it" in secret.answer[0], "what is hidden stays hidden"
    assert len(letters("k@example.com")) == 3, "proof, receipt, answer"
    look_again(first[0], db.session.get_one(OutsiderNotice, notice.id).decision_id or 0)
    assert len(letters()) == answered + 1, "once"
