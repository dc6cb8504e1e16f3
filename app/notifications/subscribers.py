"""Tells members what happened to their account."""

from __future__ import annotations

from app.accounts.events import DataReady, MemberRestricted, RestrictionLifted
from app.core.facts import on
from app.notifications.adapters import DATA_READY, LIFTED, RESTRICTION, SUSPENDED
from app.notifications.commands import notify


@on(MemberRestricted)
def tell_suspended(fact: MemberRestricted) -> None:
    """They read it on the only page that is left to them, and by mail."""
    if fact.shuts_out:
        _tell(fact.member_id, SUSPENDED, fact.restriction_id, fact.actor_id)


@on(RestrictionLifted)
def tell_lifted(fact: RestrictionLifted) -> None:
    """They may come back."""
    if fact.lets_in:
        _tell(fact.member_id, LIFTED, fact.restriction_id, fact.actor_id)


@on(DataReady)
def tell_of_data(fact: DataReady) -> None:
    """They can fetch it, suspended or not."""
    notify(
        fact.member_id,
        DATA_READY,
        key=f"{DATA_READY}:{fact.export_id}",
        subject_kind="data_export",
        subject_id=fact.export_id,
    )


def _tell(member_id: int, kind: str, restriction_id: int, actor_id: int | None) -> None:
    key = f"{kind}:{restriction_id}"
    notify(member_id, kind, key=key, subject_kind=RESTRICTION, subject_id=restriction_id, actor_id=actor_id)
