"""Secret tokens: made here, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, safe in a URL and a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token: SHA-256, hex. Enough for random input of 256 bits; never for passwords."""
    return hashlib.sha256(token.encode()).hexdigest()
