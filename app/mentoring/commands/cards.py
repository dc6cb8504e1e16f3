"""A member keeps their card. Every field is voluntary, and each has its own audience."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid, require
from app.mentoring import policies
from app.mentoring.card import AUDIENCES, FIELDS, LONGEST, ROLE, ROLES, SINCE, read_since, term_of
from app.mentoring.inputs import CardInput, FieldInput
from app.mentoring.models import Card, CardField


@command
def keep_card(actor: Actor, given: CardInput) -> None:
    """Keep the actor's own card as it is given.

    Raises Forbidden, and Invalid with the field: 'too_long', 'since', 'since_future', 'role', 'audience' (field 'condition_for', …).
    """
    require(policies.keep_card(actor))
    assert actor.member_id is not None
    rows = [_row(actor.member_id, name, given.fields[name]) for name in FIELDS if _is_given(given, name)]
    card = _locked(actor.member_id)
    card.introduced, card.changed_at = given.introduced, clock.now()
    db.session.execute(delete(CardField).where(CardField.member_id == actor.member_id))
    db.session.add_all(rows)


def _locked(member_id: int) -> Card:
    """The member's card, made when it is their first. Sent twice at once, the second waits for the first."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Card).values(member_id=member_id, introduced=True, changed_at=clock.now())
    db.session.execute(row.on_conflict_do_nothing(index_elements=["member_id"]))
    return db.session.get_one(Card, member_id, with_for_update=True)


def _is_given(given: CardInput, name: str) -> bool:
    return name in given.fields and bool(given.fields[name].value.strip())


def _row(member_id: int, name: str, given: FieldInput) -> CardField:
    if given.audience not in AUDIENCES:
        raise Invalid("audience", field=f"{name}_for")
    value = _value(name, " ".join(given.value.split()))
    return CardField(member_id=member_id, field=name, value=value, term=_term(name, value), audience=given.audience)


def _value(name: str, line: str) -> str:
    if len(line) > LONGEST[name]:
        raise Invalid("too_long", field=name)
    if name == ROLE and line not in ROLES:
        raise Invalid("role", field=name)
    return read_since(line, clock.now().date()).words if name == SINCE else line


def _term(name: str, value: str) -> str:
    return read_since(value, clock.now().date()).term if name == SINCE else term_of(name, value)
