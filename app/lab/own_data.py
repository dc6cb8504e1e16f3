"""What the lab holds about a member: what the checks noticed in their drafts, and rules and effects they changed as staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import own_data, rows
from app.lab.models import CheckedDraft, CheckEffect, CheckTouch, CheckTrip, LabRule, LabVersion


@own_data(
    "checked-drafts",
    "What the checks noticed in your words",
    "One entry for each check that noticed something in a draft: when, what became of the draft, whether you posted it anyway, and "
    "whether you called the check wrong. The words are not kept with it.",
    "checked_drafts.author_id",
)
def checked(member_id: int) -> Iterable[Mapping[str, Any]]:
    drafts = select(
        CheckedDraft.at,
        CheckedDraft.state,
        CheckedDraft.post_id.label("post"),
        CheckTouch.check_name,
        CheckTouch.is_anyway,
        CheckTouch.is_disputed,
    ).outerjoin(CheckTouch, CheckTouch.draft_id == CheckedDraft.id)
    mine = drafts.where(CheckedDraft.author_id == member_id)
    return rows(mine.order_by(CheckedDraft.id, CheckTouch.check_name))


@own_data(
    "lab",
    "Rules and effects of checks that you changed",
    "As staff: the rule with your reason, the effect, or the alarm that you settled, and when.",
    "lab_rules.changed_by",
    "lab_versions.saved_by",
    "check_effects.changed_by",
    "check_trips.settled_by",
)
def changed(member_id: int) -> Iterable[Mapping[str, Any]]:
    saved = select(
        LabVersion.rule_id.label("rule"), LabVersion.number, LabVersion.reason, LabVersion.saved_at.label("at")
    )
    yield from rows(saved.where(LabVersion.saved_by == member_id).order_by(LabVersion.id))
    last = select(LabRule.id.label("rule"), LabRule.title, LabRule.changed_at.label("at"))
    yield from rows(last.where(LabRule.changed_by == member_id).order_by(LabRule.id))
    effects = select(CheckEffect.family, CheckEffect.effect, CheckEffect.changed_at.label("at"))
    yield from rows(effects.where(CheckEffect.changed_by == member_id).order_by(CheckEffect.id))
    trips = select(CheckTrip.check_name, CheckTrip.state, CheckTrip.settled_at.label("at"))
    yield from rows(trips.where(CheckTrip.settled_by == member_id).order_by(CheckTrip.id))
