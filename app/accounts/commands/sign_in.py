"""Signing in with address or username, and password."""

from __future__ import annotations

from app.accounts import limits
from app.accounts.commands.sessions import OpenedSession, open_session
from app.accounts.passwords import verify
from app.accounts.queries import member_by_sign_in
from app.core.limits import count
from app.core.policy import Invalid


def sign_in(identifier: str, password: str, device: str, client: str) -> OpenedSession:
    """Open a session on this browser. `client` is its network address.

    Every try is counted before it is judged, and takes as long for an account that does not exist. Raises
    Invalid('sign_in_failed') with one sentence for every cause, TooMany.
    """
    count(limits.SIGN_IN_BY_ADDRESS, client)
    member = member_by_sign_in(identifier)
    kept, member_id = (member.password_hash, member.id) if member else (None, None)
    account = member_id if member_id is not None else identifier.strip().lower()
    count(limits.SIGN_IN_BY_BOTH, f"{account} {client}")
    count(limits.SIGN_IN_BY_ACCOUNT, account)
    if not verify(password, kept) or member_id is None:
        raise Invalid("sign_in_failed", field="identifier")
    return open_session(member_id, device, kept)
