"""Asking for an act that takes two people, doing it as the second one, refusing it, and letting a request run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.actor import SYSTEM, Actor
from app.accounts.commands.leaving import leave_for
from app.accounts.holdings import EVERYTHING
from app.accounts.queries import actor_of, member_cards
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.kept import forget_everywhere
from app.core.policy import Conflict, NotFound, require
from app.core.scope import ROOT
from app.moderation import grave, policies
from app.moderation.actions import REMOVE
from app.moderation.appeal_events import GraveActAsked, GraveActDone, GraveActEnded
from app.moderation.commands.claims import locked_item, must_be_free, must_be_open
from app.moderation.commands.decide import keep_decision, named_clause, tell_who_reported
from app.moderation.commands.forgetting import forget_copies
from app.moderation.commands.items import hold_still, leave_queue, open_item
from app.moderation.events import ItemSeen
from app.moderation.inputs import CauseInput, DecisionInput, MemberDecisionInput, OpenInput
from app.moderation.kinds import GRAVE, HIGH
from app.moderation.measures import SUSPENDED
from app.moderation.models import SEEN, WITHDRAWN, Decision, GraveAct, ReviewItem
from app.moderation.models.grave import ASKED, DONE, EXPIRED, REFUSED
from app.moderation.registry import erasure_for, subject_views
from app.moderation.ruling import MEMBER, check_reason, decision_about, decision_on

SUBJECT = "grave_act"


@dataclass(frozen=True)
class GraveInput:
    """An act of `grave.ACTS` about a member (`subject_kind` 'member') or about content, with a guideline and a reason."""

    kind: str
    subject_kind: str
    subject_id: int
    clause: int
    statement: str


@command
def ask(actor: Actor, given: GraveInput) -> int:
    """Ask for it; answers the item's id, at which a second person does it or refuses.

    Raises NotFound and Forbidden as `proposed`, Forbidden as `lay`; Conflict 'asked' when it is asked for already;
    Invalid as `ruling.check_reason`, 'unknown_clause' (`clause`).
    """
    act = proposed(actor, given)
    if act.kind == grave.EXCLUDE:
        require(policies.lay_measure(actor, actor_of(act.subject_id), SUSPENDED, ROOT))
    check_reason(given.statement)
    named_clause(given.clause)
    act.asked_by, act.asked_at = actor.member_id, clock.now()
    act.expires_at = act.asked_at + timedelta(days=grave.DAYS.get())
    _wait(act)
    cause = CauseInput(GRAVE, GRAVE, HIGH, act.statement)
    opening = OpenInput(SUBJECT, act.id, act.scope_path, act.member_id, grave.WHAT[act.kind], (cause,))
    item_id = open_item(opening, actor_id=actor.member_id)
    publish(
        GraveActAsked(
            actor_id=actor.member_id,
            act_id=act.id,
            kind=act.kind,
            subject_kind=act.subject_kind,
            subject_id=act.subject_id,
            member_id=act.member_id,
            clause=act.clause,
            scope_path=act.scope_path,
            expires_at=act.expires_at,
        )
    )
    return item_id


@command
def do(actor: Actor, item_id: int) -> GraveAct:
    """Do it, as the second person. The decision has the first one's guideline and reason, and both names are in the record.

    Raises NotFound, Conflict as `claim` and 'expired', Forbidden 'first_person' or what the act itself refuses.
    """
    item, act = _asked(actor, item_id)
    decision = {grave.EXCLUDE: _exclude, grave.ERASE: _erase, grave.LET_GO: _let_go}[act.kind](actor, item, act)
    now = clock.now()
    act.end(DONE, actor.member_id, now, decision.id)
    publish(
        GraveActDone(
            actor_id=actor.member_id,
            act_id=act.id,
            kind=act.kind,
            subject_kind=act.subject_kind,
            subject_id=act.subject_id,
            member_id=act.member_id,
            asked_by=act.asked_by,
            decision_id=decision.id,
            clause=act.clause,
            scope_path=act.scope_path,
        )
    )
    return act


@command
def refuse(actor: Actor, item_id: int) -> None:
    """It is not done. Also the first person may take it back so. Raises NotFound, Conflict as `do`."""
    item, act = _asked(actor, item_id, alone=True)
    now = clock.now()
    item.close(SEEN, now)
    act.end(REFUSED, actor.member_id, now)
    publish(
        ItemSeen(
            actor_id=actor.member_id,
            item_id=item.id,
            subject_kind=SUBJECT,
            subject_id=act.id,
            scope_path=act.scope_path,
        )
    )
    _publish_end(actor.member_id, act)


@command
def expire() -> int:
    """End requests whose time is over; answers how many."""
    now = clock.now()
    over = select(GraveAct.id).where(GraveAct.state == ASKED, GraveAct.expires_at <= now).order_by(GraveAct.id)
    ended = 0
    for act_id in db.session.scalars(over.limit(100)).all():
        item = hold_still(SUBJECT, act_id)
        act = db.session.get_one(GraveAct, act_id, populate_existing=True, with_for_update=True)
        if not act.is_asked:
            continue
        if item is not None:
            item.close(WITHDRAWN, now)
        act.end(EXPIRED, None, now)
        _publish_end(SYSTEM.member_id, act)
        ended += 1
    return ended


def proposed(actor: Actor, given: GraveInput) -> GraveAct:
    """The act as the actor would ask for it, in no session.

    Raises NotFound for what is not there, lies where the actor has no desk, or cannot be done to it; Forbidden ('not_yourself',
    'admins_only').
    """
    act = _act(given)
    verdict = grave.ask(actor, act)
    if verdict.reason in ("not_your_group", "members_only"):
        # Nobody learns from the answer whether something is there.
        raise NotFound
    require(verdict)
    return act


def _wait(act: GraveAct) -> None:
    """Keep the request. Of two for the same, also in one moment, the first waits; raises Conflict 'asked' for the other."""
    try:
        with db.session.begin_nested():
            db.session.add(act)
    except IntegrityError as error:
        raise Conflict("asked") from error


def _act(given: GraveInput) -> GraveAct:
    about_member = given.kind in grave.ABOUT_MEMBER
    if given.kind not in grave.ACTS or about_member != (given.subject_kind == MEMBER):
        raise NotFound
    path, member_id = ROOT, given.subject_id if about_member else None
    if about_member and given.subject_id not in member_cards([given.subject_id]):
        raise NotFound
    if not about_member:
        subject = (given.subject_kind, given.subject_id)
        view = subject_views([subject]).get(subject)
        if view is None or erasure_for(given.subject_kind) is None:
            raise NotFound
        path, member_id = view.scope_path, view.author_id
    return GraveAct(
        kind=given.kind,
        scope_path=path,
        subject_kind=given.subject_kind,
        subject_id=given.subject_id,
        member_id=member_id,
        clause=given.clause,
        statement=given.statement.strip(),
        state=ASKED,
    )


def _asked(actor: Actor, item_id: int, *, alone: bool = False) -> tuple[ReviewItem, GraveAct]:
    item = locked_item(actor, item_id)
    if item.kind != GRAVE:
        raise Conflict("not_now", item_id=item.id)
    must_be_open(item)
    act = db.session.get_one(GraveAct, item.subject_id, populate_existing=True)
    require(grave.ask(actor, act) if alone else grave.second(actor, act))
    must_be_free(actor, item)
    if not act.is_asked or act.expires_at <= clock.now():
        raise Conflict("expired", item_id=item.id)
    return item, act


def _exclude(actor: Actor, item: ReviewItem, act: GraveAct) -> Decision:
    return _about_member(actor, item, act, SUSPENDED)


def _let_go(actor: Actor, item: ReviewItem, act: GraveAct) -> Decision:
    decision = _about_member(actor, item, act, "")
    leave_for(actor, act.subject_id, EVERYTHING)
    return decision


def _about_member(actor: Actor, item: ReviewItem, act: GraveAct, measure: str) -> Decision:
    given = MemberDecisionInput(measure, act.clause, act.statement, ROOT, None)
    decision = decision_about(item, given, named_clause(act.clause), actor.member_id, clock.now())
    decision.subject_id = act.subject_id
    keep_decision(actor, item, decision)
    return decision


def _erase(actor: Actor, item: ReviewItem, act: GraveAct) -> Decision:
    """Removed first, as everybody else's rules have it, then erased; the desk's own copies go, too, and what memory keeps of pages."""
    erase, subject = erasure_for(act.subject_kind), (act.subject_kind, act.subject_id)
    view = subject_views([subject]).get(subject)
    if erase is None or view is None:
        raise NotFound
    waiting = hold_still(act.subject_kind, act.subject_id)
    given = DecisionInput(item.version, REMOVE, act.clause, act.statement)
    decision = decision_on(item, view, given, named_clause(act.clause), actor.member_id, clock.now())
    decision.subject_kind, decision.subject_id = subject
    decision.what, decision.title, decision.words = view.what, "", []
    erased = erase(actor, act.subject_id)
    forget_copies(*subject, erased)
    forget_everywhere()
    decision.statement = act.statement
    keep_decision(actor, item, decision)
    if waiting is not None:
        leave_queue(waiting, decision_id=decision.id)
        tell_who_reported(actor, waiting, decision)
    return decision


def _publish_end(actor_id: int | None, act: GraveAct) -> None:
    publish(
        GraveActEnded(
            actor_id=actor_id,
            act_id=act.id,
            kind=act.kind,
            asked_by=act.asked_by,
            because=act.state,
            scope_path=act.scope_path,
        )
    )
