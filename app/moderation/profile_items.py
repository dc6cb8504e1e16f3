"""Names and profiles, as something that members report and the desk decides on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.accounts import policies as accounts
from app.accounts.actor import Actor
from app.accounts.commands.profile_parts import give_part_back, take_part
from app.accounts.models import ABOUT, NAME, Member
from app.accounts.registry import profile_part
from app.core.db import db
from app.core.policy import NotFound
from app.core.scope import ROOT
from app.moderation.actions import ASK_CHANGE, CLEAR_ABOUT, KEEP, RESET_NAME
from app.moderation.letters import PROFILE
from app.moderation.marks import marked
from app.moderation.matter import BELOW_NAME
from app.moderation.registry import (
    PUBLISHED,
    Before,
    SubjectView,
    Surrounding,
    register_rewind,
    register_subject,
)
from app.moderation.ruling import MEMBER

WHOLE = "The whole community"
KEPT = "taken_part_id"
_PARTS = {RESET_NAME: NAME, CLEAR_ABOUT: ABOUT}


class ProfileSubject:
    """The name that others see, and the line below it. It shows everywhere, so it is for those who moderate everywhere."""

    kind = MEMBER

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """1 statement."""
        found = db.session.scalars(select(Member).where(Member.id.in_(list(ids))))
        return {member.id: _view(member) for member in found}

    def flaggable(self, actor: Actor, subject_id: int) -> SubjectView:
        """The profile, for whoever may see profiles. Raises NotFound."""
        member = db.session.get(Member, subject_id) if accounts.read_member(actor) else None
        if member is None:
            raise NotFound
        return _view(member)

    def surroundings(self, _subject_id: int) -> list[Surrounding]:
        return []

    def actions(self, view: SubjectView) -> tuple[str, ...]:
        """The line can be taken out while there is one."""
        has_line = BELOW_NAME in view.text
        return (KEEP, ASK_CHANGE, RESET_NAME, *((CLEAR_ABOUT,) if has_line else ()))

    def apply(self, actor: Actor, subject_id: int, action: str, _revision_id: int | None) -> Before:
        """Take the part that the action is about; asking for a change takes nothing."""
        part = _PARTS.get(action)
        return {KEPT: take_part(actor, subject_id, part)} if part else {}


def rewind(actor: Actor, _subject_id: int, action: str, before: Before) -> bool:
    """Give back what was taken, unless the member has written something else since."""
    return action == ASK_CHANGE or (KEPT in before and give_part_back(actor, before[KEPT]))


@profile_part
def reporting(actor: Actor, member_id: int) -> tuple[str, dict[str, Any]] | None:
    """Below everybody's profile but one's own: telling the moderators; who moderates everywhere takes it up at once."""
    if not actor.is_active or actor.member_id == member_id:
        return None
    values = {"member_id": member_id, "moderates": actor.moderates(ROOT), "at_foot": True}
    return "moderation/_report_profile.html", values


def _view(member: Member) -> SubjectView:
    text = f"{member.display_name}{BELOW_NAME}{member.about}" if member.about else member.display_name
    return SubjectView(
        kind=MEMBER,
        id=member.id,
        what=PROFILE,
        title="",
        place=WHOLE,
        text=text,
        html=str(marked(text, ())),
        state=PUBLISHED,
        url=f"/members/{member.username}",
        author_id=member.id,
        scope_path=ROOT,
        # From 1 on: the desk's form says 0 for a text that has no number.
        revision_id=member.profile_version + 1,
    )


register_subject(ProfileSubject())
register_rewind(MEMBER, rewind)
