"""Links to statements that work without signing in: made at the last moment, kept as a hash, forgotten when they run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import require
from app.core.tokens import new_token, token_hash
from app.moderation import policies
from app.moderation.actions import is_restriction, tells_author
from app.moderation.commands.decide import DECISION
from app.moderation.events import StatementsExported
from app.moderation.kinds import APPEAL
from app.moderation.models import Decision, StatementKey
from app.moderation.statements import LINK_LASTS
from app.notifications.queries import mail_choice


@dataclass(frozen=True)
class StatementLetter:
    """A letter that can be written now. The token exists nowhere but here and in the letter."""

    to: str
    name: str
    token: str


@command
def prepare_statement(decision_id: int) -> StatementLetter | None:
    """Make the link of a decision's letter; None when there is nobody to write to, or they want no such mail.

    Something taken from a member is told by mail whatever they chose: it is the letter they appeal with; and so is the answer to an
    appeal. Run twice, both links work.
    """
    decision = db.session.get(Decision, decision_id)
    member = db.session.get(Member, decision.author_id) if decision and decision.author_id else None
    if decision is None or member is None or not tells_author(decision.action, decision.measure):
        return None
    if not member.email or member.email_confirmed_at is None:
        return None
    must = is_restriction(decision.action, decision.measure) or decision.found_by == APPEAL
    if not must and not mail_choice(member.id).wants(DECISION):
        return None
    token = new_token()
    until = decision.decided_at + LINK_LASTS
    db.session.add(StatementKey(token_hash=token_hash(token), decision_id=decision.id, good_until=until))
    return StatementLetter(member.email, member.display_name, token)


@command
def forget_old_keys() -> None:
    """Delete the links that have run out."""
    db.session.execute(delete(StatementKey).where(StatementKey.good_until <= clock.now()))


@command
def note_export(actor: Actor, since: datetime | None, until: datetime | None) -> None:
    """Keep in the record that somebody takes the statements. Raises Forbidden."""
    require(policies.export_statements(actor))
    publish(StatementsExported(actor_id=actor.member_id, since=since, until=until))
