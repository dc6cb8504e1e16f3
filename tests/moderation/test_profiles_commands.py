"""Names and profiles at the desk: reported, decided, undone on appeal; and a decision about a member that is sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.actor import MODERATOR, SYSTEM
from app.accounts.commands.profile import ProfileInput, edit_profile
from app.accounts.commands.roles import grant_role
from app.accounts.commands.staff_names import choose_staff_name
from app.accounts.holdings import KEEP, Leaver
from app.accounts.models import Member, TakenPart
from app.accounts.queries import profile
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.jobs import Promise
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.moderation.commands import decide, decide_about_member, flag, open_review
from app.moderation.commands.appeal_ruling import rule
from app.moderation.commands.appealing import appeal
from app.moderation.commands.rewording import end_decisions, end_items
from app.moderation.export import as_line
from app.moderation.inputs import AppealRuling, DecisionInput, FlagInput, MemberDecisionInput
from app.moderation.models import Appeal, Decision, ReviewItem, Sanction
from app.moderation.queries.appeals import appeal_file
from app.moderation.queries.opened import opened
from app.moderation.queries.record import Sought, desk_record, own_record
from app.moderation.queries.rulings import decision_statement, preview
from app.moderation.registry import adapter_for
from app.notifications.models import Notice
from tests.moderation.conftest import Room
from tests.moderation.test_posts_commands import _at_once as at_once

WHY = "It is the name of a clinic."
PRETENDS = FlagInput("profile_pretends", "I thought they were staff.")


@pytest.fixture
def whole(room: Room) -> Room:
    """Bea and Marta moderate the whole community, Ana a part of it."""
    grant_role(SYSTEM, room.ids["bea"], MODERATOR, "/")
    edit_profile(room.actor("ruth"), ProfileInput("Northern Clinic", "Ring us."))
    return room


def _profile(room: Room) -> tuple[str, str]:
    db.session.rollback()
    ruth = db.session.get_one(Member, room.ids["ruth"])
    return ruth.display_name, ruth.about


def _item(room: Room) -> ReviewItem:
    return db.session.scalars(select(ReviewItem).where(ReviewItem.kind == "profile")).one()


def _decided(room: Room, action: str, measure: str = "") -> int:
    """What Bea decides on Ruth's profile; answers the decision's id."""
    item_id = open_review(room.actor("bea"), "member", room.ids["ruth"])
    item = db.session.get_one(ReviewItem, item_id)
    return decide(room.actor("bea"), item_id, DecisionInput(item.version, action, 2, WHY, measure=measure)).decision_id


def _ends(room: Room, decision_id: int, outcome: str, action: str = "") -> bool:
    """Ruth appeals, Marta decides; whether the words are back."""
    appeal(room.actor("ruth"), decision_id, "It is my own name.")
    item_id = db.session.scalars(select(Appeal.item_id).where(Appeal.decision_id == decision_id)).one() or 0
    return rule(room.actor("marta"), item_id, AppealRuling(1, outcome, 2, "Looked again.", action=action)).words_back


def test_reports_of_one_profile_are_one_item_for_who_moderates_everywhere(whole: Room) -> None:
    maren, kit, ruth = (whole.actor(name) for name in ("maren", "kit", "ruth"))
    assert flag(maren, "member", ruth.member_id or 0, PRETENDS).state == "taken"
    assert flag(maren, "member", ruth.member_id or 0, PRETENDS).state == "already"
    flag(kit, "member", ruth.member_id or 0, FlagInput("profile_private"))
    item = _item(whole)
    assert (item.subject_kind, item.subject_id, item.flaggers, item.scope_path) == ("member", ruth.member_id, 2, "/")
    for wrong in (FlagInput("unkind"), FlagInput("profile_other", "  ")):
        with pytest.raises(Invalid):
            flag(kit, "member", whole.ids["maren"], wrong)
    with pytest.raises(Forbidden, match="own_words"):
        flag(ruth, "member", ruth.member_id or 0, PRETENDS)
    with pytest.raises(NotFound):
        opened(whole.actor("ana"), item.id)
    seen = opened(whole.actor("bea"), item.id)
    assert seen.actions == ("keep", "ask_change", "reset_name", "clear_about")
    assert "Northern Clinic" in seen.text and "Ring us." in seen.text
    edit_profile(ruth, ProfileInput("Northern Clinic", "Hello."))
    given = DecisionInput(item.version, "reset_name", 2, WHY, revision_id=seen.revision_id)
    with pytest.raises(Conflict, match="changed"):
        decide(whole.actor("bea"), item.id, given)
    assert flag(maren, "member", ruth.member_id or 0, PRETENDS).state == "taken", "it is another profile now"


def test_a_name_that_was_taken_comes_back_on_appeal_unless_it_has_changed(whole: Room) -> None:
    choose_staff_name(whole.actor("bea"), "Priya")
    bea, ruth = whole.actor("bea"), whole.actor("ruth")
    name, line = _decided(whole, "reset_name", "warning"), _decided(whole, "clear_about")
    neutral, about = _profile(whole)
    assert neutral.startswith("Member ") and about == ""
    statement = decision_statement(ruth, name)
    assert (
        statement.letter[-1].startswith("Priya, moderator at ")
        and ("Decided by", "Priya, moderator") in statement.facts
    )
    assert profile(ruth, "bea").roles == () and profile(ruth, "marta").roles != (), "her profile tells nobody"
    assert "Bea" not in " ".join(statement.letter) and '"reset_name"' in as_line(db.session.get_one(Decision, name))
    assert "Priya, moderator" in {entry.who for entry in own_record(ruth).items}
    assert "Priya" in {entry.who for entry in desk_record(whole.actor("marta"), Sought()).page.items}
    with pytest.raises(Invalid) as refused:
        _ends(whole, name, "changed", "clear_about")
    assert refused.value.field == "action", "another part was never taken"
    item_id = db.session.scalars(select(Appeal.item_id)).one() or 0
    file = appeal_file(whole.actor("marta"), name)
    assert file is not None and file.by == "Priya" and "Northern Clinic" in file.judged, "what was taken is read again"
    assert rule(whole.actor("marta"), item_id, AppealRuling(1, "overturned", 2, "Sorry.")).words_back
    assert _profile(whole) == ("Northern Clinic", ""), "the line was another decision"
    edit_profile(ruth, ProfileInput("Northern Clinic", "Hello."))
    assert not _ends(whole, line, "overturned"), "she has written another one"
    assert _profile(whole) == ("Northern Clinic", "Hello.")
    again = _decided(whole, "reset_name")
    _ends(whole, again, "changed", "ask_change")
    assert _profile(whole)[0] == "Northern Clinic", "she is asked instead"
    kept = str(db.session.scalars(select(Decision.before)).all()) + str(
        db.session.scalars(select(AuditEntry.ids)).all()
    )
    assert "Clinic" not in kept and "Ring us" not in kept
    item = opened(bea, open_review(bea, "member", whole.ids["ruth"]))
    assert preview(bea, item, DecisionInput(1, "keep", 2, WHY, measure="note")).letter[-1].startswith("Priya, ")


def test_who_leaves_takes_their_name_out_of_the_desk_whatever_they_choose(whole: Room) -> None:
    flag(whole.actor("maren"), "member", whole.ids["ruth"], PRETENDS)
    item = _item(whole)
    given = DecisionInput(item.version, "reset_name", 2, WHY)
    decision_id = decide(whole.actor("bea"), item.id, given).decision_id
    open_review(whole.actor("bea"), "member", whole.ids["ruth"])
    leaver = Leaver(whole.ids["ruth"], "ruth", "Northern Clinic", KEEP, clock.now())
    end_items(leaver, 0)
    end_decisions(leaver, 0)
    assert db.session.get_one(Decision, decision_id).words == []
    left = db.session.scalars(select(ReviewItem)).all()
    assert {one.state for one in left} == {"decided", "withdrawn"} and {one.excerpt for one in left} == {""}
    assert adapter_for("member").views([9999]) == {}


def test_the_same_decision_about_a_member_sent_twice_is_one(whole: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    marta, ruth, now = whole.actor("marta"), whole.ids["ruth"], clock.now()
    given = MemberDecisionInput("suspended", 1, WHY, "/", now + timedelta(days=7))
    answers = at_once(
        whole.app, lambda: decide_about_member(marta, ruth, given), lambda: decide_about_member(marta, ruth, given)
    )
    told = sorted(getattr(answer, "reason", "done") for answer in answers)
    assert told == ["again", "done"], answers
    db.session.rollback()
    counts = [db.session.scalar(select(func.count()).select_from(table)) for table in (Decision, Sanction, Notice)]
    letters = select(func.count()).where(Promise.job == "moderation.send_statement")
    assert (counts, db.session.scalar(letters)) == ([1, 1, 1], 1)
    decide_about_member(marta, ruth, MemberDecisionInput("suspended", 1, "Another reason.", "/", given.until))
    with pytest.raises(Conflict, match="again"):
        decide_about_member(marta, ruth, given)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=2))
    decide_about_member(marta, ruth, given)
    assert db.session.scalar(select(func.count()).select_from(TakenPart)) == 0
