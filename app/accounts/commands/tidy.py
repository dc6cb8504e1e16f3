"""Forgetting what has run out."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from app.accounts.models import SESSION_KEPT, SIGN_UP_LASTS, MailToken, SignInSession, SignUp
from app.core import clock
from app.core.command import command
from app.core.db import db


@command
def tidy() -> None:
    """Forget asks to join after a week, links a day after their end, and sessions long unused."""
    now = clock.now()
    db.session.execute(delete(SignUp).where(SignUp.created_at < now - SIGN_UP_LASTS))
    db.session.execute(delete(MailToken).where(MailToken.expires_at < now - timedelta(days=1)))
    db.session.execute(delete(SignInSession).where(SignInSession.last_seen_at < now - SESSION_KEPT))
