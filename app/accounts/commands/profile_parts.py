"""Moderators take the name or the line from a profile, and an appeal gives it back. Nested in the commands that decide."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import names, policies, pseudonyms
from app.accounts.actor import Actor
from app.accounts.events import ProfileChanged, ProfilePartBack, ProfilePartTaken
from app.accounts.models import ABOUT, NAME, Member, TakenPart
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import NotFound, require


@command
def take_part(actor: Actor, member_id: int, part: str) -> int:
    """Put a neutral name in the place of a member's, or nothing in that of their line (`part` is NAME or ABOUT).

    Answers the number under which it is kept. Raises NotFound, Forbidden.
    """
    require(policies.take_profile_part(actor, member_id))
    member = _held(member_id)
    words, replacement = (member.display_name, pseudonyms.neutral()) if part == NAME else (member.about, "")
    _put(member, part, replacement)
    kept = TakenPart(member_id=member_id, part=part, words=words, replacement=replacement, at=clock.now())
    db.session.add(kept)
    db.session.flush()
    _announce(ProfilePartTaken(actor_id=actor.member_id, member_id=member_id, part=part))
    return kept.id


@command
def give_part_back(actor: Actor, kept_id: int) -> bool:
    """What was taken stands there again. False, and nothing happens, when the member has written something else since, somebody
    else has the name by now, or it is no longer kept. Raises NotFound, Forbidden."""
    kept = db.session.get(TakenPart, kept_id)
    if kept is None or kept.moved_on_at is not None:
        return False
    require(policies.take_profile_part(actor, kept.member_id))
    member = _held(kept.member_id)
    if kept.part == NAME and names.is_taken(kept.words, but_member=member.id, but_email=member.email or ""):
        return False
    try:
        with db.session.begin_nested():
            _put(member, kept.part, kept.words)
    except IntegrityError:
        return False
    db.session.delete(kept)
    _announce(ProfilePartBack(actor_id=actor.member_id, member_id=member.id, part=kept.part))
    return True


def _held(member_id: int) -> Member:
    row = select(Member).where(Member.id == member_id).with_for_update(key_share=True)
    member = db.session.scalars(row.execution_options(populate_existing=True)).one_or_none()
    if member is None:
        raise NotFound
    return member


def _put(member: Member, part: str, words: str) -> None:
    if part == NAME:
        member.be_called(words)
    if part == ABOUT:
        member.say(words)


def _announce(fact: ProfilePartTaken | ProfilePartBack) -> None:
    publish(fact)
    publish(ProfileChanged(actor_id=fact.actor_id, member_id=fact.member_id))
