"""Acts that take two people, on both databases: one asks, another one does it, both are named, and requests run out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import current_app
from sqlalchemy import select

from app.accounts.actor import ADMIN, SYSTEM
from app.accounts.commands import grant_role
from app.accounts.commands.sessions import open_session
from app.accounts.models import Member, Restriction
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.pages import KeptPage, shelf
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.core.tokens import new_token
from app.core.versions import HOUSE, stamps
from app.discussions.commands.replying import reply
from app.discussions.inputs import ReplyInput
from app.discussions.models import Discussion, Post, Revision
from app.moderation.commands import claim, decide, flag
from app.moderation.commands.appeal_ruling import rule
from app.moderation.commands.appealing import appeal
from app.moderation.commands.grave_acts import GraveInput, ask, do, expire, refuse
from app.moderation.inputs import AppealRuling, DecisionInput, FlagInput
from app.moderation.models import Appeal, Cause, Decision, GraveAct, ReviewItem
from app.moderation.queries.deciders import appealed, others
from app.moderation.queries.grave import acts
from app.moderation.queries.rulings import decision_statement
from tests.moderation.test_posts_commands import _at_once as at_once
from tests.world import World

WHY = "Threats in private messages, over months."
LEAD = "A phone lead that is far too long."


def _exclude(world: World, who: str = "maren") -> GraveInput:
    return GraveInput("exclude", "member", world.members[who], 1, WHY)


def _erase(world: World) -> GraveInput:
    return GraveInput("erase", "post", world.corners["public"].published, 6, "An address, and a name.")


def test_a_lasting_exclusion_is_asked_by_one_and_done_by_another(world: World) -> None:
    grant_role(SYSTEM, world.members["bea"], ADMIN, "/")
    marta, bea, ana = world.actor("marta"), world.actor("bea"), world.actor("ana")
    for who, given, refusal in (
        (ana, _exclude(world), NotFound),
        (marta, _exclude(world, "marta"), Forbidden),
        (marta, GraveInput("exclude", "member", 10**9, 1, WHY), NotFound),
        (marta, GraveInput("exclude", "post", 1, 1, WHY), NotFound),
        (marta, GraveInput("exclude", "member", world.members["maren"], 1, " "), Invalid),
        (marta, GraveInput("exclude", "member", world.members["maren"], 99, WHY), Invalid),
    ):
        with pytest.raises(refusal):
            ask(who, given)
    asked = at_once(
        current_app._get_current_object(),  # type: ignore[attr-defined]
        lambda: ask(marta, _exclude(world)),
        lambda: ask(marta, _exclude(world)),
    )
    (item_id,) = [each for each in asked if isinstance(each, int)]
    assert [each.reason for each in asked if isinstance(each, Conflict)] == ["asked"], "of two at once, one waits"
    with pytest.raises(Conflict, match="asked"):
        ask(bea, _exclude(world))
    with pytest.raises(Forbidden, match="first_person"):
        do(marta, item_id)
    with pytest.raises(Forbidden, match="first_person"):
        claim(marta, item_id)
    with pytest.raises(NotFound):
        do(ana, item_id)
    with pytest.raises(Conflict, match="not_now"):
        decide(bea, item_id, DecisionInput(1, "keep", 1, WHY))
    assert not world.actor("maren").is_suspended, "nothing has happened yet"
    do(bea, item_id)
    assert world.actor("maren").is_suspended
    with pytest.raises(Conflict):
        do(bea, item_id)
    row = acts(marta)[0]
    assert (row.asked_by, row.ended_by, row.about, row.act.state) == ("Marta", "Bea", "Maren", "done")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.fact == "GraveActDone")).one()
    assert (entry.actor_id, entry.ids["asked_by"]) == (bea.member_id, marta.member_id)
    decision = db.session.get_one(Decision, row.act.decision_id)
    assert (decision.measure, decision.until, decision.statement) == ("suspended", None, WHY)
    told = decision_statement(world.actor("maren"), decision.id)
    assert told.title == "You cannot take part any more", "not for a while"
    assert any(part.endswith("Two people made this decision, not a machine.") for part in told.letter)
    browser = current_app.test_client()
    browser.set_cookie("dayroom-session", open_session(world.members["maren"], "Firefox").token)
    page = browser.get("/account/standing").text
    assert "Until a moderator ends it" in page and "ends by itself" not in page
    assert "appeal, take your data along, and leave" in page and "nothing else" not in page
    appeal(world.actor("maren"), decision.id, "It was not me.")
    assert not others(appealed(decision)), "neither of the two decides on the appeal"
    for name in ("marta", "bea"):
        with pytest.raises(Forbidden, match="first_decider"):
            rule(
                world.actor(name),
                db.session.scalars(select(Appeal.item_id)).one() or 0,
                AppealRuling(1, "upheld", 1, WHY),
            )


def test_erased_for_good_nothing_of_it_is_left_and_no_appeal_brings_it_back(world: World) -> None:
    corner = world.corners["public"]
    quoting = ReplyInput(
        new_token(), corner.discussion, f"> **Maren** wrote:\n> {LEAD}\n\nI like it.", accepts_guidelines=True
    )
    answer = reply(world.actor("ruth"), quoting).post_id or 0
    told = FlagInput("private", f"My name and number are in it. It says {LEAD} and I never agreed.")
    first = flag(world.actor("ruth"), "post", corner.published, told).item_id
    hidden = DecisionInput(1, "hide", 6, f"You wrote: “{LEAD}”", measure="slow", until=clock.now() + timedelta(days=9))
    hidden_by = decide(world.actor("ana"), first, hidden).decision_id
    appeal(world.actor("maren"), hidden_by, f"I only said: {LEAD.upper()} That is all.")
    old_item = db.session.scalars(select(Appeal.item_id)).one() or 0
    rule(world.actor("bea"), old_item, AppealRuling(1, "overturned", 6, f"There is nothing in “{LEAD}”"))
    reported = flag(world.actor("kit"), "post", answer, FlagInput("private", "I read it twice.")).item_id
    decide(world.actor("ana"), reported, DecisionInput(1, "keep", 6, "It only quotes."))
    reported = flag(world.actor("kit"), "post", corner.published, FlagInput("private")).item_id
    replies = db.session.get_one(Discussion, corner.discussion).reply_count
    item_id = ask(world.actor("ana"), _erase(world))
    with pytest.raises(Forbidden, match="first_person"):
        do(world.actor("ana"), item_id)
    current_app.test_client().get(f"/discussions/{corner.discussion}-ablation-on-thursday")
    assert LEAD in _in_memory()
    seen = stamps([HOUSE])
    do(world.actor("bea"), item_id)
    db.session.rollback()
    assert LEAD not in _in_memory(), "what is kept of pages lets go of it at once"
    assert stamps([HOUSE]) != seen, "and so do other processes"
    post = db.session.get_one(Post, corner.published)
    assert (post.state, post.html, LEAD in post.body) == ("removed", "", False)
    assert db.session.scalars(select(Revision).where(Revision.post_id == post.id)).all() == []
    assert db.session.get_one(Discussion, corner.discussion).reply_count == replies - 1
    assert db.session.get_one(ReviewItem, reported).state == "withdrawn"
    held = (Cause.snapshot, Cause.words, ReviewItem.excerpt, Appeal.words, Decision.statement, Decision.words, GraveAct.statement)
    copies = [str(words).casefold() for column in (*held, Restriction.reason) for words in db.session.scalars(select(column))]
    assert [copy for copy in copies if "lead that is far" in copy] == []
    words = db.session.scalars(select(Cause.words).where(Cause.item_id == first)).one()
    assert words == "My name and number are in it. It says [erased]. and I never agreed.", "their own words are theirs"
    assert db.session.scalars(select(Appeal.words)).one() == "I only said: [erased]. That is all."
    quoted = db.session.get_one(Post, answer)
    assert LEAD not in quoted.body + quoted.html and "I like it." in quoted.body
    decision_id = db.session.scalars(select(GraveAct.decision_id)).one() or 0
    told = decision_statement(world.actor("maren"), decision_id)
    assert told.title.endswith("was erased for good") and dict(told.facts)["What was decided"] == "Erased for good"
    assert "Nobody can bring the words back" in told.letter[0]
    assert any("An appeal cannot bring the words back; it settles" in part for part in told.letter), "what an appeal can still do"
    appeal(world.actor("maren"), decision_id, "Please put it back.")
    appeal_item = db.session.scalars(select(Appeal.item_id).where(Appeal.decision_id == decision_id)).one() or 0
    outcome = rule(world.actor("marta"), appeal_item, AppealRuling(1, "overturned", 6, "It should have stayed."))
    assert not outcome.words_back and db.session.get_one(Post, corner.published).state == "removed"
    undone = decision_statement(world.actor("maren"), outcome.outcome_id)
    assert any("they were erased for good" in part for part in undone.letter)


def _in_memory() -> str:
    pages = [page.body.decode() for page in shelf()._pages.values() if isinstance(page, KeptPage)]
    made = [part for kind in current_app.extensions["stencils"].values() for one in kind.values() for part in one.parts]
    return "".join([*pages, *made])


def test_of_an_erased_discussion_earlier_statements_name_no_title(world: World) -> None:
    corner = world.corners["members"]
    title = db.session.get_one(Discussion, corner.discussion).title
    for post_id, who in ((corner.opening, "ruth"), (corner.published, "maren")):
        item_id = flag(world.actor("kit"), "post", post_id, FlagInput("other", f"See {title}")).item_id
        last = decide(world.actor("ana"), item_id, DecisionInput(1, "keep", 1, WHY, measure="note")).decision_id
        assert title in decision_statement(world.actor(who), last).title
    do(world.actor("bea"), ask(world.actor("ana"), GraveInput("erase", "post", corner.opening, 6, f"All of “{title}”.")))
    db.session.rollback()
    titles = db.session.scalars(select(Decision.title).where(Decision.title != "")).all()
    assert titles == ["erased", "erased"]
    assert decision_statement(world.actor("maren"), last).title == "A word about your reply in “erased”"
    kept = [*db.session.scalars(select(Cause.words)), *db.session.scalars(select(GraveAct.statement))]
    assert not any(title in each for each in kept) and "All of “[erased]”." in kept


def test_a_request_is_refused_taken_back_or_runs_out_and_then_nothing_happened(world: World) -> None:
    ana, bea, now = world.actor("ana"), world.actor("bea"), clock.now()
    refuse(bea, ask(ana, _erase(world)))
    refuse(ana, ask(ana, _erase(world)))
    item_id = ask(ana, _erase(world))
    assert expire() == 0
    with time_machine.travel(now + timedelta(days=7, minutes=5), tick=False):
        with pytest.raises(Conflict, match="expired"):
            do(bea, item_id)
        assert (expire(), expire()) == (1, 0)
    db.session.rollback()
    assert db.session.get_one(ReviewItem, item_id).state == "withdrawn"
    assert [row.act.state for row in acts(bea)] == ["expired", "refused", "refused"]
    assert db.session.get_one(Post, world.corners["public"].published).body == LEAD
    ended = db.session.scalars(
        select(AuditEntry).where(AuditEntry.fact == "GraveActEnded").order_by(AuditEntry.id)
    ).all()
    assert [entry.ids["because"] for entry in ended] == ["refused", "refused", "expired"]


def test_who_asked_by_letter_to_leave_is_let_go_by_two_admins(world: World) -> None:
    grant_role(SYSTEM, world.members["bea"], ADMIN, "/")
    given = GraveInput("let_go", "member", world.members["kit"], 1, "Asked by letter of 20 November.")
    with pytest.raises(Forbidden):
        ask(world.actor("ana"), given)
    item_id = ask(world.actor("marta"), given)
    do(world.actor("bea"), item_id)
    leaves_at = db.session.get_one(Member, world.members["kit"]).leaves_at
    assert leaves_at is not None and leaves_at <= clock.now()
