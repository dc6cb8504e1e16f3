"""Where the duty plugs in: follow-ups on the desk with a panel of their own, and notices of a gap and of asking again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.core.db import db
from app.core.scope import ROOT
from app.duty import policies
from app.duty.commands.shifts import GAP
from app.duty.models import Alarm, DutyShift, FollowUp
from app.duty.queries.alarms import follow_up_panel
from app.duty.wording import SPAN_WORDS
from app.groups.models import Group
from app.moderation import policies as desk
from app.moderation.kinds import FOLLOWUP
from app.moderation.models import ReviewItem
from app.moderation.registry import (
    PUBLISHED,
    SubjectView,
    register_panel,
    register_subject,
)
from app.moderation.wordless import WordlessSubject
from app.notifications.models import Notice
from app.notifications.registry import DUTIES, NoticeKind, NoticeView, register_kind


class FollowUpSubject(WordlessSubject):
    """A follow-up as the desk shows it: nobody's words, and nothing to rule on."""

    kind = FOLLOWUP

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """At most 2 statements."""
        rows = db.session.execute(
            select(FollowUp, Alarm).join(Alarm, Alarm.id == FollowUp.alarm_id).where(FollowUp.id.in_(list(ids)))
        ).all()
        paths = {alarm.scope_path for _, alarm in rows} - {ROOT}
        named = select(Group.path, Group.name).where(Group.path.in_(sorted(paths)))
        names = {path: name for path, name in db.session.execute(named)} if paths else {}
        return {row.id: _view(row, alarm, names) for row, alarm in rows}


def panel(_actor: Actor, follow_up_id: int) -> dict[str, Any]:
    """`follow`: what the panel reads."""
    return {"follow": follow_up_panel(follow_up_id), "spans": SPAN_WORDS}


def load_gaps(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """Somebody is missing on the rota, for whoever keeps it; one statement."""
    ids = [notice.subject_id for notice in notices]
    found = select(DutyShift.id).where(DutyShift.id.in_(ids), policies.shifts_readable(actor))
    there = set(db.session.scalars(found))
    view = NoticeView(
        title="Somebody is missing on the crisis rota",
        words="A turn, or a whole shift, is nobody’s now.",
        url="/desk/duty",
        role=MODERATOR,
    )
    return {notice.id: view for notice in notices if notice.subject_id in there}


def load_follow_ups(actor: Actor, notices: Sequence[Notice]) -> Mapping[int, NoticeView]:
    """It is time to ask again, for whoever may read the item; one statement."""
    ids = [notice.subject_id for notice in notices]
    wanted = select(ReviewItem.subject_id, ReviewItem.id).where(
        ReviewItem.subject_kind == FOLLOWUP, ReviewItem.subject_id.in_(ids), desk.readable(actor)
    )
    items = {subject_id: item_id for subject_id, item_id in db.session.execute(wanted)}
    return {
        notice.id: NoticeView(
            title="Please ask again how somebody is", url=f"/desk/{items[notice.subject_id]}", role=MODERATOR
        )
        for notice in notices
        if notice.subject_id in items
    }


def _view(row: FollowUp, alarm: Alarm, names: dict[str, str]) -> SubjectView:
    place = "The whole community" if alarm.scope_path == ROOT else names.get(alarm.scope_path, "A group that is gone")
    return SubjectView(
        kind=FOLLOWUP,
        id=row.id,
        what="follow-up",
        title="",
        place=place,
        text="",
        html="",
        state=PUBLISHED,
        url=f"/desk/duty/alarms/{row.alarm_id}",
        author_id=alarm.about_id,
        scope_path=alarm.scope_path,
        revision_id=None,
    )


register_subject(FollowUpSubject())
register_panel(FOLLOWUP, panel)
register_kind(
    NoticeKind(
        name=GAP,
        label="When somebody is missing on the crisis rota",
        mail_words="Somebody is missing on a rota",
        load=load_gaps,
        topic=DUTIES,
        for_roles=(MODERATOR, ADMIN),
    )
)
register_kind(
    NoticeKind(
        name=FOLLOWUP,
        label="When it is time to ask again how somebody is",
        mail_words="Something waits for you",
        load=load_follow_ups,
        topic=DUTIES,
        for_roles=(MODERATOR, ADMIN),
    )
)
