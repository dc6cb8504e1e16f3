"""What an installation can set, read once from the environment. Names, types and defaults; no logic."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def _env(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def _path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default)


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in os.environ.get(name, "").replace(",", " ").split() if word)


@dataclass(frozen=True)
class Config:
    """Settings of one process. Community settings (name, ages, effects) live in the database instead."""

    instance: Path = field(default_factory=lambda: _path("DAYROOM_INSTANCE", ROOT / "instance"))
    """Folder for the database file, keys, the job queue and mail files; never in the repository."""

    secret_key: str = field(default_factory=lambda: _env("SECRET_KEY"))
    """Signs forms and cookies. Empty: read from `secret_key` in the instance folder."""

    audit_key: str = field(default_factory=lambda: _env("AUDIT_KEY"))
    """Chains the record; at least 32 characters, the same on every machine. Empty: `audit.key` in the instance folder, made once."""

    audit_heads: str = field(default_factory=lambda: _env("AUDIT_HEADS"))
    """File for the heads of the record, best on another disk. Empty: `audit.heads` in the instance folder."""

    database_url: str = field(default_factory=lambda: _env("DATABASE_URL"))
    """`postgresql://…`, or empty for `dayroom.db` (SQLite) in the instance folder."""

    database_replica_url: str = field(default_factory=lambda: _env("DATABASE_REPLICA_URL"))
    """A copy of that PostgreSQL which follows it; makes pages of visitors. Empty: there is none."""

    redis_url: str = field(default_factory=lambda: _env("REDIS_URL"))
    """Empty: jobs queue in SQLite."""

    public_url: str = field(default_factory=lambda: _env("PUBLIC_URL"))
    """Where people reach the site, for links in mail: `https://talk.example.org`. Empty: loopback address."""

    host: str = field(default_factory=lambda: _env("HOST", "127.0.0.1"))
    port: int = field(default_factory=lambda: _number("PORT", 8000))

    metrics_port: int = field(default_factory=lambda: _number("METRICS_PORT", 0))
    """Figures for a monitoring, on a port of their own; 0: none are kept."""

    metrics_host: str = field(default_factory=lambda: _env("METRICS_HOST", "127.0.0.1"))

    trusted_proxies: tuple[str, ...] = field(default_factory=lambda: _words("TRUSTED_PROXIES"))
    """Addresses or networks (CIDR) whose X-Forwarded-* headers are believed. Empty: nobody's."""

    smtp_url: str = field(default_factory=lambda: _env("SMTP_URL"))
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…`. Empty: mail goes to files in `mail/`."""

    mail_from: str = field(default_factory=lambda: _env("MAIL_FROM", "dayroom@localhost"))

    timezone: str = field(default_factory=lambda: _env("TIMEZONE", "UTC"))
    """IANA name; how times are shown to people."""

    testing: bool = False
