"""Rules of staff's own: saved whole and only when their cases hold, kept in versions, in force where they should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select, update

from app.accounts.actor import SYSTEM, Actor
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.core.tokens import new_token
from app.discussions.commands.answering import dispute, fix_draft
from app.discussions.commands.drafts import save_draft
from app.discussions.inputs import COACHED, HELD, PUBLISHED, DraftInput
from app.discussions.preparing import assess, rated
from app.groups.commands import GroupInput, create_group
from app.groups.models import Group
from app.guidelines.findings import key_of
from app.guidelines.wording import family_name, words_for
from app.lab.adapters import rules_as_checks
from app.lab.commands.rules import change_rule, make_rule, roll_back
from app.lab.models import CheckedDraft, LabRule, LabVersion
from app.lab.queries.backtest import back_test
from app.lab.queries.rules import find_rule, rules_of, versions_of
from tests.lab.making import SHOP, checked, shop_rule
from tests.world import World, answer

ADVERT = "I swear by Vita Plus these days."


def test_a_rule_holds_in_its_group_and_below_and_nowhere_else(world: World) -> None:
    heart, kidney = world.corners["public"], world.corners["members"]
    rule_id = shop_rule(world.actor("ana"), heart.path, newcomer_effect="block")
    maren = world.actor("maren")
    coached = answer(maren, heart.discussion, ADVERT)
    assert coached.state == COACHED
    (finding,) = coached.assessment.findings
    assert (finding.family, finding.check, finding.scope_path) == ("rules", f"rule:{rule_id}", heart.path)
    words = words_for("rules", finding.kind)
    assert (words.title, words.why, family_name("rules")) == (SHOP.title, SHOP.why, "House rules")
    assert answer(maren, heart.discussion, ADVERT, anyway=True).state == HELD
    assert answer(maren, kidney.discussion, ADVERT).state == PUBLISHED
    room = create_group(SYSTEM, GroupInput(name="Ablation", purpose="", parent_id=heart.group_id))
    assert db.session.get_one(Group, room).path.startswith(heart.path)


def test_two_groups_have_the_same_rule_and_each_finds_its_own(world: World) -> None:
    first = shop_rule(world.actor("ana"), world.corners["public"].path)
    second = shop_rule(world.actor("ana"), world.corners["members"].path)
    found = {
        access: answer(world.actor("maren"), world.corners[access].discussion, ADVERT).assessment.findings[0].check
        for access in ("public", "members")
    }
    assert found == {"public": f"rule:{first}", "members": f"rule:{second}"}


def test_nobody_learns_of_a_rule_by_a_draft_that_names_a_hidden_group(world: World) -> None:
    hidden, kit = world.corners["private"], world.actor("kit")
    rule_id = shop_rule(world.actor("ana"), hidden.path, fix="[shop]")
    key = new_token()
    save_draft(kit, DraftInput(key, "discussion", group_id=hidden.group_id, title="Shops", body=ADVERT))
    assert fix_draft(kit, key, "all") == 0
    counted = db.session.scalar(select(func.count(CheckedDraft.id)).where(CheckedDraft.scope_path == hidden.path))
    finding = key_of("rules", f"rule:{rule_id}", "Vita Plus")
    with pytest.raises(Conflict, match="finding_gone"):
        dispute(kit, key, finding)
    assert counted == db.session.scalar(
        select(func.count(CheckedDraft.id)).where(CheckedDraft.scope_path == hidden.path)
    )
    # Who belongs to it is helped as everywhere.
    save_draft(world.actor("ana"), DraftInput(f"{key}x", "discussion", group_id=hidden.group_id, body=ADVERT))
    assert fix_draft(world.actor("ana"), f"{key}x", "all") == 1


def test_of_two_rules_that_see_the_same_words_the_one_that_does_more_for_this_author_keeps_them(world: World) -> None:
    heart, marta = world.corners["public"], world.actor("marta")
    usual = shop_rule(marta, heart.path)
    careful = shop_rule(marta, "/", effect="nudge", newcomer_effect="block", title="Shops")
    maren, newcomer = world.actor("maren"), replace(world.actor("maren"), joined_at=clock.now())

    def seen(actor: Actor) -> list[tuple[str, str]]:
        noticed = rated(actor, assess(actor, "reply", ADVERT), heart.path)
        return [(each.check, str(each.effect)) for each in noticed.findings]

    assert seen(maren) == [(f"rule:{usual}", "hold")]
    assert seen(newcomer) == [(f"rule:{careful}", "block")]
    checked(world, 12, f"rule:{usual}", path=heart.path)
    assert seen(maren) == [(f"rule:{careful}", "nudge")], "one that only notes for now takes no words from the other"


def test_a_stored_rule_that_can_be_read_no_more_loses_nobody_a_post(world: World) -> None:
    heart = world.corners["public"]
    broken, fine = (shop_rule(world.actor("ana"), heart.path) for _ in range(2))
    rule = db.session.get_one(LabRule, broken)
    rule.kind, rule.terms = "pattern", "(?<=a)b"
    db.session.flush()
    current_app.extensions.pop("kept", None)
    assert [check.name for check in rules_as_checks()] == [f"rule:{fine}"]


REFUSED = [
    ({"must_match": ("It rained.",)}, "case_missed", "must_match"),
    ({"must_not_match": ("vita plus",)}, "case_hit", "must_not_match"),
    ({"must_match": ()}, "case_needed", "must_match"),
    ({"kind": "pattern", "terms": "(?<=a)b"}, "pattern_look_around", "terms"),
    ({"fix": "Vita Plus, they say"}, "fix_hit", "fix"),
    ({"kind": "magic"}, "unknown_kind", "kind"),
    ({"effect": "shout"}, "unknown_effect", "effect"),
    ({"newcomer_effect": "nudge"}, "newcomers_less", "newcomer_effect"),
    ({"newcomer_effect": "shout"}, "unknown_effect", "newcomer_effect"),
    ({"language": "xx"}, "unknown_language", "language"),
    ({"clause": 99}, "unknown_clause", "clause"),
    ({"title": " "}, "title_missing", "title"),
    ({"why": ""}, "why_missing", "why"),
    ({"scope_path": "/999999/"}, "unknown_place", "scope_path"),
]


def test_what_does_not_hold_is_not_saved_and_the_failing_case_is_named(world: World) -> None:
    marta = world.actor("marta")
    for changes, reason, field in REFUSED:
        with pytest.raises(Invalid) as refused:
            make_rule(marta, replace(SHOP, **changes), "Because.")  # type: ignore[arg-type]
        assert (refused.value.reason, refused.value.field) == (reason, field)
        if reason.startswith("case_") and changes[field]:  # type: ignore[literal-required]
            assert refused.value.facts["case"] == changes[field][0]  # type: ignore[literal-required]
    with pytest.raises(Invalid, match="reason_missing"):
        make_rule(marta, SHOP, "  ")
    assert db.session.query(LabRule).count() == 0


def test_versions_say_who_and_why_and_going_back_makes_a_new_one(world: World) -> None:
    ana, bea, path = world.actor("ana"), world.actor("bea"), world.corners["public"].path
    rule_id = shop_rule(ana, path)
    milder = replace(SHOP, scope_path=path, effect="nudge", terms="vita plus\nvita extra")
    assert change_rule(bea, rule_id, milder, "It held too much.", 1) == 2
    with pytest.raises(Conflict, match="rule_changed"):
        change_rule(ana, rule_id, replace(milder, why="Other."), "Late.", 1)
    with pytest.raises(Invalid, match="nothing_changed"):
        change_rule(ana, rule_id, milder, "Again.", 2)
    assert roll_back(ana, rule_id, 1, "It came back.") == 3
    shown = versions_of(db.session.get_one(LabRule, rule_id))
    assert [(one.number, one.who, one.reason) for one in shown] == [
        (3, "Ana", "It came back."),
        (2, "Bea", "It held too much."),
        (1, "Ana", "They came back three times."),
    ]
    assert shown[1].changes == ("what it looks for", "what happens")
    assert shown[0].given == shown[2].given == find_rule(ana, rule_id).given
    with pytest.raises(NotFound):
        roll_back(ana, rule_id, 9, "There is none.")
    # Its group has moved since: the words come back, and the rule stays where it is now.
    db.session.execute(
        update(LabVersion)
        .where(LabVersion.number == 2)
        .values(content={**shown[1].given.to_json(), "scope_path": "/99/"})
    )
    roll_back(ana, rule_id, 2, "As Bea had it.")
    assert find_rule(ana, rule_id).given == shown[1].given


def test_a_rule_sleeps_after_its_end_and_while_it_is_off(
    world: World, monkeypatch: pytest.MonkeyPatch, stop_clock: Callable[[], None]
) -> None:
    stop_clock()
    ana, corner = world.actor("ana"), world.corners["public"]
    today = clock.now().date()
    rule_id = shop_rule(ana, corner.path, ends_on=today)
    assert answer(world.actor("maren"), corner.discussion, ADVERT).state == COACHED
    home = replace(current_app.config["DAYROOM"], timezone="Pacific/Kiritimati")
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(today, time(10, 30), UTC))
    assert find_rule(ana, rule_id).standing == "on"
    monkeypatch.setitem(current_app.config, "DAYROOM", home)
    assert find_rule(ana, rule_id).standing == "asleep", "where it is tomorrow already, its last day is over"
    monkeypatch.undo()
    past = replace(SHOP, scope_path=corner.path, ends_on=today - timedelta(days=1))
    with pytest.raises(Invalid, match="past_end"):
        change_rule(ana, rule_id, past, "It is over.", 1)
    with pytest.raises(Invalid, match="past_end"):
        make_rule(ana, past, "It would sleep at once.")
    db.session.execute(update(LabRule).values(ends_on=past.ends_on))
    db.session.commit()
    change_rule(ana, rule_id, replace(past, why="Other words."), "It sleeps all the same.", 1)
    assert answer(world.actor("maren"), corner.discussion, ADVERT).state == PUBLISHED
    assert find_rule(ana, rule_id).standing == "asleep"
    change_rule(ana, rule_id, replace(past, ends_on=None, is_on=False), "Not now.", 2)
    assert answer(world.actor("maren"), corner.discussion, ADVERT).state == PUBLISHED
    assert find_rule(ana, rule_id).standing == "off"


def test_moderators_make_rules_for_their_groups_and_admins_for_all(world: World) -> None:
    path = world.corners["public"].path
    rule_id, everywhere = shop_rule(world.actor("ana"), path), shop_rule(world.actor("marta"), "/")
    with pytest.raises(Forbidden, match="admins_only"):
        shop_rule(world.actor("ana"), "/")
    with pytest.raises(Forbidden, match="not_your_group"):
        shop_rule(world.actor("samuel"), path)
    with pytest.raises(NotFound):
        change_rule(world.actor("samuel"), rule_id, SHOP, "Mine.", 1)
    with pytest.raises(Forbidden, match="admins_only"):
        change_rule(world.actor("ana"), everywhere, replace(SHOP, title="Mine"), "Mine.", 1)
    with pytest.raises(Forbidden, match="admins_only"):
        # A rule of one's own group cannot be moved to where one has nothing to say.
        change_rule(world.actor("ana"), rule_id, SHOP, "For all.", 1)
    seen = {name: {one.rule.id for one in rules_of(world.actor(name))} for name in ("ana", "samuel", "marta")}
    assert seen == {"ana": {rule_id, everywhere}, "samuel": {everywhere}, "marta": {rule_id, everywhere}}
    for name in ("maren", "ingrid"):
        with pytest.raises(NotFound):
            rules_of(world.actor(name))


def test_a_back_test_counts_only_what_the_actor_may_read_and_changes_nothing(world: World) -> None:
    lead = replace(SHOP, terms="long", must_match=("a long lead",))
    ana, marta = world.actor("ana"), world.actor("marta")
    tried = back_test(marta, lead)
    # One reply in each of the three groups has the word; the removed posts are not read, the held ones are.
    assert (tried.found, len(tried.hits), tried.is_whole) == (3, 3, True)
    assert str(tried.hits[0].words) == "A phone lead that is far too <mark>long</mark>."
    here = back_test(ana, replace(lead, scope_path=world.corners["public"].path))
    assert [hit.post.id for hit in here.hits] == [world.corners["public"].published]
    assert back_test(world.actor("samuel"), lead).read == 0, "those groups are not his"
    assert db.session.query(LabRule).count() == 0
