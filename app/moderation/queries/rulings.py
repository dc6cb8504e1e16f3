"""A decision as its author reads it, and as the desk previews it."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core.db import db
from app.core.navigation import NAME, ORGANISATION
from app.core.policy import NotFound
from app.core.settings import Setting, declare
from app.guidelines.queries import clause as guideline
from app.moderation import policies
from app.moderation.models import Decision
from app.moderation.queries.opened import Opened
from app.moderation.registry import PUBLISHED, subject_views
from app.moderation.wording import Ruling, letter, was_out

CONTACT = declare(
    Setting(
        "moderation.contact",
        "",
        "Where members write when they disagree with a decision",
        "A mail address or a telephone number of your team. It stands in every letter about a decision.",
    )
)


def subject_url(decision: Decision) -> str:
    """Where the words stand now, or '' when they are in no talk."""
    subject = (decision.subject_kind, decision.subject_id)
    view = subject_views([subject]).get(subject)
    return view.url if view and view.state == PUBLISHED else ""


def decision_letter(actor: Actor, decision_id: int) -> tuple[Decision, tuple[str, ...]]:
    """A decision and its letter, for the member concerned and the moderators of the place. Raises NotFound."""
    decision = db.session.get(Decision, decision_id)
    if decision is None or not policies.read_decision(actor, decision):
        raise NotFound
    card = member_cards([decision.author_id]).get(decision.author_id or 0)
    return decision, letter(_of_decision(decision, card.display_name if card else ""))


def preview(opened: Opened, action: str, clause: int | None, statement: str) -> tuple[str, ...]:
    """What the author will read if the moderator decides like this: the same letter as the real one."""
    found = guideline(clause) if clause is not None else None
    view = opened.view
    ruling = Ruling(
        action=action,
        name=opened.author_name,
        what=opened.item.what,
        title=view.title if view else "",
        words=opened.concerned,
        clause=found.number if found else clause or 0,
        clause_title=found.title if found else "",
        statement=statement,
        item_kind=opened.item.kind,
        was_out=was_out(view.state if view else ""),
        community=_community(),
        contact=CONTACT.get(),
    )
    return letter(ruling)


def _of_decision(decision: Decision, name: str) -> Ruling:
    return Ruling(
        action=decision.action,
        name=name,
        what=decision.what,
        title=decision.title,
        words=tuple(decision.words),
        clause=decision.clause,
        clause_title=decision.clause_title,
        statement=decision.statement,
        item_kind=decision.item_kind,
        was_out=was_out(decision.state_before),
        community=_community(),
        contact=CONTACT.get(),
    )


def _community() -> str:
    return ORGANISATION.get() or NAME.get()
