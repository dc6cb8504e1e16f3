"""What accounts and the record hold about a member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.accounts.commands.taking import forget_data
from app.accounts.holdings import Leaver, ending, not_taken, own_data, rows
from app.accounts.models import (
    Consent,
    DataExport,
    Grant,
    Leaving,
    MailToken,
    Member,
    Restriction,
    SignInSession,
    TakenPart,
)
from app.audit.models import AuditEntry
from app.audit.registry import untold


@own_data(
    "account",
    "Your account",
    "Your name and handle, your mail address and when it was confirmed, the line about you, your country, how pages look for you, and "
    "your name for acting as staff, if you have one.",
)
def account(member_id: int) -> Iterable[Mapping[str, Any]]:
    return rows(
        select(
            Member.id,
            Member.username,
            Member.display_name,
            Member.email,
            Member.email_confirmed_at,
            Member.joined_at,
            Member.about,
            Member.country,
            Member.theme,
            Member.contrast,
            Member.text_size,
            Member.leaves_at,
            Member.staff_name,
        ).where(Member.id == member_id)
    )


@own_data(
    "taken-from-profile",
    "What moderators took from your profile",
    "Your name or line as it was, what stands there instead, and when. Kept for an appeal, and gone after some months.",
    "taken_profile_parts.member_id",
)
def taken_from_profile(member_id: int) -> Iterable[Mapping[str, Any]]:
    taken = select(TakenPart.part, TakenPart.words, TakenPart.replacement, TakenPart.at)
    return rows(taken.where(TakenPart.member_id == member_id).order_by(TakenPart.id))


@own_data("consents", "What you agreed to", "Privacy or guidelines, in which version, and when.", "consents.member_id")
def consents(member_id: int) -> Iterable[Mapping[str, Any]]:
    given = select(Consent.kind, Consent.version, Consent.given_at).where(Consent.member_id == member_id)
    return rows(given.order_by(Consent.id))


@own_data("roles", "Roles you hold or held", "The role, and the path in the tree of groups.", "grants.member_id")
def roles(member_id: int) -> Iterable[Mapping[str, Any]]:
    held = select(Grant.kind, Grant.path, Grant.granted_at, Grant.until, Grant.revoked_at)
    return rows(held.where(Grant.member_id == member_id).order_by(Grant.id))


@own_data(
    "restrictions",
    "Limits on your account",
    "What was limited, where (a path in the tree of groups), why, from when, until when, and when it was lifted.",
    "restrictions.member_id",
)
def restrictions(member_id: int) -> Iterable[Mapping[str, Any]]:
    laid = select(
        Restriction.kind,
        Restriction.path,
        Restriction.reason,
        Restriction.from_at,
        Restriction.until,
        Restriction.lifted_at,
    )
    return rows(laid.where(Restriction.member_id == member_id).order_by(Restriction.id))


@own_data(
    "sessions",
    "Where you signed in",
    "Which kind of device, from when, last used when, and when it was signed out. Network addresses are not kept.",
    "sign_in_sessions.member_id",
)
def sessions(member_id: int) -> Iterable[Mapping[str, Any]]:
    opened = select(SignInSession.device, SignInSession.created_at, SignInSession.last_seen_at, SignInSession.ended_at)
    return rows(opened.where(SignInSession.member_id == member_id).order_by(SignInSession.id))


@own_data(
    "letters",
    "Letters about your account",
    "What each was for, the address it went to, and until when its link is good.",
    "mail_tokens.member_id",
)
def letters(member_id: int) -> Iterable[Mapping[str, Any]]:
    sent = select(MailToken.purpose, MailToken.email, MailToken.created_at, MailToken.expires_at, MailToken.used_at)
    return rows(sent.where(MailToken.member_id == member_id).order_by(MailToken.id))


@own_data("leaving", "Leaving", "Whether you asked to leave, when, and what you chose.", "leavings.member_id")
def leaving(member_id: int) -> Iterable[Mapping[str, Any]]:
    wish = select(Leaving.choice, Leaving.asked_at, Leaving.leaves_at).where(Leaving.member_id == member_id)
    return rows(wish)


@own_data("files", "Files of your data", "When you asked for one, and when it was there.", "data_exports.member_id")
def files(member_id: int) -> Iterable[Mapping[str, Any]]:
    made = select(DataExport.asked_at, DataExport.ready_at, DataExport.size)
    return rows(made.where(DataExport.member_id == member_id).order_by(DataExport.id))


@own_data(
    "roles-given",
    "Roles you gave, and limits you laid",
    "As staff: the role or limit, the path, and when. Not whom it concerned.",
    "grants.granted_by",
    "restrictions.by_id",
)
def roles_given(member_id: int) -> Iterable[Mapping[str, Any]]:
    yield from rows(
        select(Grant.kind, Grant.path, Grant.granted_at.label("at"))
        .where(Grant.granted_by == member_id)
        .order_by(Grant.id)
    )
    yield from rows(
        select(Restriction.kind, Restriction.path, Restriction.from_at.label("at"))
        .where(Restriction.by_id == member_id)
        .order_by(Restriction.id)
    )


@own_data(
    "record",
    "The record",
    "What was written down of what you did and what was done to your account: when, and what. It holds numbers and codes alone.",
    "audit_entries.actor_id",
    "audit_entries.about_id",
)
def record(member_id: int) -> Iterable[Mapping[str, Any]]:
    told = and_(AuditEntry.about_id == member_id, AuditEntry.fact.not_in(untold()))
    mine = or_(AuditEntry.actor_id == member_id, told)
    by_you = func.coalesce(AuditEntry.actor_id, 0) == member_id
    kept = select(AuditEntry.at, AuditEntry.fact, by_you.label("done_by_you"))
    return rows(kept.where(mine).order_by(AuditEntry.id))


@ending("accounts.files")
def drop_files(leaver: Leaver, _cursor: int) -> int | None:
    """Files of their data go at once."""
    forget_data(leaver.member_id)
    return None


not_taken("It says which administrator let somebody leave who asked by letter.", "leavings.asked_by")
