"""A decision as its author reads it, and as the desk previews it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core import clock
from app.core.db import db
from app.core.navigation import NAME, ORGANISATION
from app.core.policy import NotFound
from app.core.scope import ROOT
from app.core.settings import Setting, declare
from app.core.tokens import token_hash
from app.groups.models import Group
from app.guidelines.queries import ClauseText
from app.guidelines.queries import clause as guideline
from app.moderation import policies
from app.moderation.inputs import DecisionInput
from app.moderation.letters import ACCOUNT
from app.moderation.measures import LIMITS, MEASURES, SLOW_POSTS_A_DAY, fades_at
from app.moderation.models import Decision, Sanction, StatementKey
from app.moderation.models.sanctions import REPLACED
from app.moderation.queries.opened import Opened
from app.moderation.registry import PUBLISHED, subject_views
from app.moderation.ruling import decision_on
from app.moderation.statements import Names, Statement, statement_of

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
    if decision.what == ACCOUNT:
        return ""
    subject = (decision.subject_kind, decision.subject_id)
    view = subject_views([subject]).get(subject)
    return view.url if view and view.state == PUBLISHED else ""


def decision_statement(actor: Actor, decision_id: int) -> Statement:
    """A decision's statement, for the member concerned and the moderators of the place. Raises NotFound. At most 4 statements."""
    decision = db.session.get(Decision, decision_id)
    if decision is None or not policies.read_decision(actor, decision):
        raise NotFound
    return full_statement(decision)


def statement_behind(token: str) -> Statement:
    """The statement that a link from a letter opens, without signing in. Raises NotFound for one that is unknown or has run out."""
    found = select(Decision).join(StatementKey, StatementKey.decision_id == Decision.id)
    good = found.where(StatementKey.token_hash == token_hash(token), StatementKey.good_until > clock.now())
    decision = db.session.scalars(good).one_or_none() if token else None
    if decision is None:
        raise NotFound
    return full_statement(decision)


def full_statement(decision: Decision) -> Statement:
    """The statement of a kept decision, for whoever was found to be allowed to read it. At most 3 statements."""
    cards = member_cards([decision.author_id, decision.decided_by])
    author, decider = cards.get(decision.author_id or 0), cards.get(decision.decided_by or 0)
    fades = None
    if decision.measure:
        fades = db.session.scalar(select(Sanction.fades_at).where(Sanction.decision_id == decision.id).limit(1))
    names = _names(author.display_name if author else "", decision.path, decider.staff_name if decider else "")
    return statement_of(decision, names, fades)


def ended_early(decision: Decision) -> datetime | None:
    """When its measure was lifted before its end; None when it was not. One statement at most."""
    if decision.measure not in LIMITS:
        return None
    lifted = select(func.max(Sanction.lifted_at)).where(Sanction.lifted_because != REPLACED)
    return db.session.scalar(lifted.where(Sanction.decision_id == decision.id))


def preview(actor: Actor, opened: Opened, given: DecisionInput) -> Statement:
    """What the author will read if the actor decides like this: the same statement as the real one. Nothing is kept."""
    found = guideline(given.clause) or ClauseText(given.clause, "", "", "", "", "")
    now = clock.now()
    decision = decision_on(opened.item, opened.view, given, found, None, now)
    fades = fades_at(given.measure, given.until, now) if given.measure in MEASURES else None
    return statement_of(decision, _names(opened.author_name, decision.path, actor.staff_name), fades)


def statement_for(decision: Decision, author: str, signed: str = "") -> Statement:
    """The statement of a decision that is not kept yet, for a member of this name; `signed` as in `statements.Names`."""
    return statement_of(decision, _names(author, decision.path, signed))


def place_name(path: str) -> str:
    """The name of the group on a path, '' for the whole community. One statement at most."""
    if path in ("", ROOT):
        return ""
    return db.session.scalar(select(Group.name).where(Group.path == path)) or "a group that is no more"


def _names(author: str, path: str, signed: str) -> Names:
    return Names(
        author, place_name(path), NAME.get(), CONTACT.get(), SLOW_POSTS_A_DAY.get(), signed, run_by=ORGANISATION.get()
    )
