"""Tells moderators who asks to join, whoever asked what the answer is, and whoever was taken out why."""

from __future__ import annotations

from app.accounts.actor import ADMIN, MODERATOR
from app.accounts.queries import holder_ids
from app.core.db import db
from app.core.facts import on
from app.groups.events import JoinAnswered, JoinRequested, MemberTakenOut
from app.groups.inputs import ANSWERED, ASKED, TAKEN_OUT
from app.groups.models import Group
from app.notifications.commands import notify, notify_many

REQUEST = "join_request"


@on(JoinRequested)
def tell_moderators(fact: JoinRequested) -> None:
    """Those on the path; where nobody moderates, the admins."""
    group = db.session.get(Group, fact.group_id)
    assert group is not None
    to = holder_ids(group.path, (MODERATOR,)) or holder_ids(group.path, (ADMIN,))
    key = f"{ASKED}:{fact.request_id}"
    notify_many(to, ASKED, key=key, subject_kind=REQUEST, subject_id=fact.request_id, actor_id=fact.actor_id)


@on(JoinAnswered)
def tell_asker(fact: JoinAnswered) -> None:
    """Either way."""
    key = f"{ANSWERED}:{fact.request_id}"
    notify(fact.member_id, ANSWERED, key=key, subject_kind=REQUEST, subject_id=fact.request_id, actor_id=fact.actor_id)


@on(MemberTakenOut)
def tell_who_was_taken_out(fact: MemberTakenOut) -> None:
    """With the reason, which stands with the answer."""
    key = f"{TAKEN_OUT}:{fact.request_id}"
    notify(fact.member_id, TAKEN_OUT, key=key, subject_kind=REQUEST, subject_id=fact.request_id, actor_id=fact.actor_id)
