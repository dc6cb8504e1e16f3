"""The link in every letter that turns mail off without signing in: a signed member id, with no address in it.

It stays good as long as the installation's secret: a letter may be opened years later. All it can do is to stop mail.
"""

from __future__ import annotations

from functools import lru_cache

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.core.policy import NotFound


def off_token(member_id: int) -> str:
    """The token for a member's letters."""
    return str(_signer(current_app.config["SECRET_KEY"]).dumps(member_id))


def member_of(token: str) -> int:
    """The member whose letter the token came from. Raises NotFound for a token that is not ours."""
    try:
        member_id = _signer(current_app.config["SECRET_KEY"]).loads(token)
    except BadData as error:
        raise NotFound from error
    if not isinstance(member_id, int):
        raise NotFound
    return member_id


@lru_cache(maxsize=1)
def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="notifications.mail-off")
