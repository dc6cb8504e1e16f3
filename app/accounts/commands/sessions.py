"""Sessions: opened with a fresh token, used, and ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from app.accounts import policies
from app.accounts.actor import Actor
from app.accounts.events import MemberSeen, SessionRevoked, SignedIn
from app.accounts.models import Member, SignInSession
from app.core import clock
from app.core.behind import Behind
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound, require
from app.core.tokens import new_token, token_hash

SEEN_EVERY = timedelta(minutes=10)
"""How exactly we know when a session was last used."""


@dataclass(frozen=True)
class OpenedSession:
    """A session that has just begun. `token` is for the browser's cookie; nobody can read it again."""

    token: str
    member_id: int
    session_id: int


@command
def open_session(member_id: int, device: str, password_hash: str | None = None) -> OpenedSession:
    """Sign a member in on one browser, always with a new token. The caller has made sure who it is.

    Raises NotFound, or Invalid when `password_hash`, which the password was checked against, has been replaced meanwhile.
    """
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound
    if password_hash is not None and member.password_hash != password_hash:
        raise Invalid("sign_in_failed")
    token, now = new_token(), clock.now()
    session = SignInSession(
        member_id=member_id, token_hash=token_hash(token), device=device, created_at=now, last_seen_at=now
    )
    db.session.add(session)
    db.session.flush()
    publish(SignedIn(actor_id=member_id, member_id=member_id, session_id=session.id))
    publish(MemberSeen(actor_id=member_id, member_id=member_id, at=now))
    return OpenedSession(token, member_id, session.id)


def note_session(session_id: int) -> None:
    """A session is used just now. No page and no form waits until that is written down (`core.behind`)."""
    _used.note(session_id)


@command
def see_session(session_id: int) -> None:
    """Note that an open session was used just now."""
    now = clock.now()
    member_id = db.session.scalar(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.open_at(now))
        .values(last_seen_at=now)
        .returning(SignInSession.member_id)
        .execution_options(synchronize_session=False)
    )
    if member_id is not None:
        publish(MemberSeen(actor_id=member_id, member_id=member_id, at=now))


@command
def _see_all(session_ids: Sequence[int]) -> None:
    for session_id in sorted(set(session_ids)):
        see_session(session_id)


_used: Behind[int] = Behind(_see_all)


@command
def sign_out(actor: Actor) -> None:
    """End the session that the actor came by."""
    require(policies.sign_out(actor))
    session = db.session.get(SignInSession, actor.session_id) if actor.session_id is not None else None
    if session is not None and not session.is_ended:
        session.ended_at = clock.now()
        publish(SessionRevoked(actor_id=actor.member_id, member_id=session.member_id, reason="signed_out", count=1))


@command
def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions. Raises NotFound for somebody else's."""
    session = db.session.get(SignInSession, session_id)
    if session is None or not policies.manage_account(actor, session.member_id):
        raise NotFound
    if not session.is_ended:
        session.ended_at = clock.now()
        publish(SessionRevoked(actor_id=actor.member_id, member_id=session.member_id, reason="revoked", count=1))


@command
def end_other_sessions(actor: Actor) -> int:
    """End all of one's own sessions but this one; answers how many. Raises Forbidden."""
    member_id = actor.member_id or 0
    require(policies.manage_account(actor, member_id))
    return end_sessions(actor, member_id, "revoked", but=actor.session_id)


@command
def end_sessions(actor: Actor, member_id: int, reason: str, but: int | None = None) -> int:
    """End every open session of a member except `but`; answers how many. The calling command has authorised it."""
    now = clock.now()
    ids = db.session.scalars(
        select(SignInSession.id).where(SignInSession.member_id == member_id, SignInSession.ended_at.is_(None))
    ).all()
    ending = [key for key in ids if key != but]
    if not ending:
        return 0
    db.session.execute(update(SignInSession).where(SignInSession.id.in_(ending)).values(ended_at=now))
    publish(SessionRevoked(actor_id=actor.member_id, member_id=member_id, reason=reason, count=len(ending)))
    return len(ending)
