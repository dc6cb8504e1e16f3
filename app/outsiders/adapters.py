"""Where notices plug into the desk: what was told about an item, and the item of a notice that leads to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import select

from app.core.db import db
from app.core.scope import ROOT
from app.moderation.kinds import NOTICE
from app.moderation.registry import (
    PUBLISHED,
    SubjectView,
    register_copied,
    register_subject,
    register_telling,
)
from app.moderation.wordless import WordlessSubject
from app.outsiders.commands.telling import OWN
from app.outsiders.models import OutsiderNotice
from app.outsiders.queries import told_on
from app.outsiders.reasons import ALL


class NoticeSubject(WordlessSubject):
    """A notice about nothing that the desk could judge by itself: a profile, or an address where nothing is. It is left as it is,
    with a reason; what a moderator does elsewhere is decided there."""

    kind = OWN

    def views(self, ids: Iterable[int]) -> dict[int, SubjectView]:
        """1 statement."""
        rows = db.session.scalars(select(OutsiderNotice).where(OutsiderNotice.id.in_(list(ids))))
        return {row.id: _view(row) for row in rows}


def forget_copies(subject_kind: str, subject_id: int, without: Callable[[str], str]) -> None:
    """What people from outside wrote about erased words, and what they were answered, keeps nothing of them."""
    about = OutsiderNotice.subject_kind == subject_kind, OutsiderNotice.subject_id == subject_id
    for notice in db.session.scalars(select(OutsiderNotice).where(*about)):
        notice.reword(without)


def _view(notice: OutsiderNotice) -> SubjectView:
    return SubjectView(
        kind=OWN,
        id=notice.id,
        what="address",
        title="",
        place="The whole community",
        text="",
        html="",
        state=PUBLISHED,
        url=f"/desk/notices/{notice.id}",
        author_id=None,
        scope_path=ROOT,
        revision_id=None,
        has_words=False,
    )


register_subject(NoticeSubject())
register_telling(NOTICE, told_on, {reason.code: reason.headline for reason in ALL})
register_copied(forget_copies)
