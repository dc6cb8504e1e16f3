"""The name under which somebody acts as staff, apart from their own account."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.accounts import limits, names, policies
from app.accounts.actor import Actor
from app.accounts.events import StaffNameChosen
from app.accounts.models import Member
from app.accounts.queries import own_member
from app.core.command import command, publish
from app.core.db import db
from app.core.limits import count
from app.core.policy import Invalid, require

FIELD = "staff_name"


@command
def choose_staff_name(actor: Actor, wanted: str) -> None:
    """Take a name for acting as staff, another one, or none ('').

    Raises Forbidden ('staff_only'), Invalid (`staff_name`) as a member's own name, TooMany. Whoever has no role any more can only
    lay theirs down.
    """
    require(policies.act_as_staff(actor, actor.member_id or 0))
    member = own_member(actor)
    name = names.check_name(wanted, FIELD) if wanted.strip() else None
    if name == member.staff_name:
        return
    if name is not None:
        require(policies.take_staff_name(actor))
        if names.is_taken(name, but_member=member.id, but_email=member.email or ""):
            raise Invalid("name_taken", field=FIELD)
        count(limits.NAME_BY_ACCOUNT, member.id)
    _keep(member, name)
    publish(StaffNameChosen(actor_id=actor.member_id, member_id=member.id, is_set=name is not None))


def _keep(member: Member, name: str | None) -> None:
    try:
        with db.session.begin_nested():
            member.act_as(name)
    except IntegrityError as error:
        raise Invalid("name_taken", field=FIELD) from error
