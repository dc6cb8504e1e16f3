"""What a member shows of themselves, and how pages look for them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import limits, names, policies
from app.accounts.actor import Actor
from app.accounts.countries import COUNTRIES
from app.accounts.events import ProfileChanged
from app.accounts.models import ABOUT, NAME, Member, TakenPart
from app.accounts.queries import own_member
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.limits import count
from app.core.policy import Invalid, require
from app.core.text import skeleton

LONGEST_ABOUT = 160
THEMES = ("", "light", "dark")
CONTRASTS = ("", "more")
TEXT_SIZES = ("", "large", "larger")


@dataclass(frozen=True)
class ProfileInput:
    """What others see. `keeps_name`: although it resembles the mail address."""

    display_name: str
    about: str
    keeps_name: bool = False


@dataclass(frozen=True)
class LookInput:
    """How pages look; '' follows the device. `country` is an ISO code or ''."""

    theme: str
    contrast: str
    text_size: str
    country: str


@command
def edit_profile(actor: Actor, wanted: ProfileInput) -> None:
    """Change one's name and line. Raises Forbidden, Invalid (reserved, taken, taken back by a moderator, like the address, too long),
    TooMany."""
    require(policies.describe_oneself(actor, actor.member_id or 0))
    member = own_member(actor)
    about = " ".join(wanted.about.split())
    if len(about) > LONGEST_ABOUT:
        raise Invalid("about_long", field="about")
    _move_on(member, names.tidy_name(wanted.display_name), about)
    if names.tidy_name(wanted.display_name) != member.display_name:
        name = names.check_name(wanted.display_name)
        if not wanted.keeps_name and names.resembles_address(name, member.email or ""):
            raise Invalid("name_resembles_address", field="display_name")
        if names.is_taken(name, but_member=member.id, but_email=member.email or ""):
            raise Invalid("name_taken", field="display_name")
        count(limits.NAME_BY_ACCOUNT, member.id)
        _rename(member, name)
    member.say(about)
    publish(ProfileChanged(actor_id=actor.member_id, member_id=member.id))


def _move_on(member: Member, name: str, about: str) -> None:
    """What a moderator took from the profile is not put up again as it was; whoever writes something else has moved on from it."""
    changed = {NAME: name != member.display_name, ABOUT: about != member.about}
    if not any(changed.values()):
        return
    for taken in db.session.scalars(select(TakenPart).where(TakenPart.member_id == member.id)):
        if taken.part == NAME and changed[NAME] and skeleton(name) == skeleton(taken.words):
            raise Invalid("name_not_again", field="display_name")
        if taken.part == ABOUT and changed[ABOUT] and about == taken.words:
            raise Invalid("about_not_again", field="about")
        if changed[taken.part]:
            taken.move_on(clock.now())


def _rename(member: Member, name: str) -> None:
    try:
        with db.session.begin_nested():
            member.be_called(name)
    except IntegrityError as error:
        raise Invalid("name_taken", field="display_name") from error


@command
def change_look(actor: Actor, wanted: LookInput) -> None:
    """Keep how pages look for the actor. Raises Forbidden, Invalid for a value that is none of the choices."""
    require(policies.manage_account(actor, actor.member_id or 0))
    allowed = (
        ("theme", wanted.theme, THEMES),
        ("contrast", wanted.contrast, CONTRASTS),
        ("text_size", wanted.text_size, TEXT_SIZES),
        ("country", wanted.country, ("", *COUNTRIES)),
    )
    member = own_member(actor)
    for name, value, choices in allowed:
        if value not in choices:
            raise Invalid("unknown_choice", field=name)
        setattr(member, name, value)
