"""Tells members what happened to their account. What is decided about them, moderation tells."""

from __future__ import annotations

from app.accounts.events import DataReady
from app.core.facts import on
from app.notifications.adapters import DATA_READY
from app.notifications.commands import notify


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
