"""What somebody who joins agrees to, who is asked again when it changes, and the settings of joining."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Exists, Select, exists, select

from app.accounts.models import Consent, Member
from app.core.db import db
from app.core.settings import Setting, declare

PRIVACY = "privacy"
PRIVACY_VERSION = "2026-11-22"
"""The version of the privacy page that consent is given to. A change of what is kept needs a new one: then everybody who agreed to an
earlier one is told and asked anew."""

MINIMUM_AGE = declare(
    Setting(
        "accounts.minimum_age",
        16,
        "Youngest age to join",
        "In years. Ask your lawyer before you go below 16; some countries allow less.",
        valid=lambda years: 13 <= years <= 30,
    )
)


def has_agreed(member_id: int) -> bool:
    """Whether a member agreed to the privacy page as it is now. One statement."""
    return bool(db.session.scalar(select(_given(member_id, PRIVACY_VERSION))))


def to_be_asked() -> Select[int]:
    """SQL for ids of members who agreed to an earlier privacy page and not to this one.

    Who never agreed, such as after an import, is not written to: the page itself asks them.
    """
    earlier = exists().where(Consent.member_id == Member.id, Consent.kind == PRIVACY)
    return select(Member.id).where(earlier, ~_given(Member.id, PRIVACY_VERSION)).order_by(Member.id)


def _given(member_id: Any, version: str) -> Exists:
    return exists().where(Consent.member_id == member_id, Consent.kind == PRIVACY, Consent.version == version)
