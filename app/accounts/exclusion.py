"""Knowing somebody again who left while excluded, for as long as the exclusion lasts, without keeping their address."""

from __future__ import annotations

import hmac
from hashlib import sha256

from flask import current_app
from sqlalchemy import or_, select, update

from app.accounts.models import GoneMember
from app.core import clock
from app.core.command import command
from app.core.db import db


def mark_of(email: str) -> str:
    """A digest of a tidy address, keyed with the installation's secret: without that nobody can try addresses against it."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"excluded:{email}".encode(), sha256).hexdigest()


def is_excluded(email: str) -> bool:
    """Whether somebody left with this address while excluded, and still would be."""
    lasts = or_(GoneMember.excluded_until.is_(None), GoneMember.excluded_until > clock.now())
    known = select(GoneMember.id).where(GoneMember.address_mark == mark_of(email), lasts)
    return db.session.scalar(known.limit(1)) is not None


@command
def forget_marks() -> None:
    """Forget the marks of exclusions that are over."""
    over = update(GoneMember).where(GoneMember.address_mark.is_not(None), GoneMember.excluded_until <= clock.now())
    db.session.execute(over.values(address_mark=None).execution_options(synchronize_session=False))
