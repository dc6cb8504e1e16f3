"""Forgetting what has run out."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from app.accounts.models import SESSION_KEPT, SIGN_UP_LASTS, TAKEN_KEPT, MailToken, SignInSession, SignUp, TakenPart
from app.core import clock
from app.core.command import command
from app.core.db import db


@command
def tidy() -> None:
    """Forget asks to join after a week, links a day after their end, sessions long unused, and what was taken from profiles long ago."""
    now = clock.now()
    db.session.execute(delete(SignUp).where(SignUp.created_at < now - SIGN_UP_LASTS))
    db.session.execute(delete(MailToken).where(MailToken.expires_at < now - timedelta(days=1)))
    db.session.execute(delete(SignInSession).where(SignInSession.last_seen_at < now - SESSION_KEPT))
    db.session.execute(delete(TakenPart).where(TakenPart.at <= now - TAKEN_KEPT))
