"""The key that links the chain. It is never in the database: AUDIT_KEY, or the file `audit.key` in the instance folder.

Whoever can change the database and has no key cannot make a link that holds.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from flask import Flask, current_app

from config import Config

SHORTEST = 32
"""Characters of a key that somebody chose."""


def init_app(app: Flask) -> None:
    """Raises ValueError when AUDIT_KEY is too short to keep anybody out."""
    config: Config = app.config["DAYROOM"]
    if config.audit_key and len(config.audit_key) < SHORTEST:
        raise ValueError(f"AUDIT_KEY has fewer than {SHORTEST} characters")


def key() -> bytes:
    """The key of this installation; its file is made when there is none. Raises OSError where the folder is closed to us."""
    found: bytes | None = current_app.extensions.get("audit_key")
    if found is None:
        config: Config = current_app.config["DAYROOM"]
        text = config.audit_key or _kept(config.instance / "audit.key")
        found = current_app.extensions["audit_key"] = text.encode()
    return found


def key_file() -> Path | None:
    """Where the key is kept; None when AUDIT_KEY says it."""
    config: Config = current_app.config["DAYROOM"]
    return None if config.audit_key else config.instance / "audit.key"


def forget_key() -> None:
    """Read it anew at the next question."""
    current_app.extensions.pop("audit_key", None)


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    """Whole or not at all: of two processes that start together, one makes it and both read the same."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_hex(32) + "\n")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
