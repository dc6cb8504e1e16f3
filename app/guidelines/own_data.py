"""What guidelines hold about a member: which versions they accepted, and published as staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.holdings import own_data, rows
from app.guidelines.models import Acceptance, GuidelinesVersion


@own_data("guidelines", "Guidelines you accepted", "The version, and when.", "guidelines_acceptances.member_id")
def accepted(member_id: int) -> Iterable[Mapping[str, Any]]:
    found = select(GuidelinesVersion.number.label("version"), Acceptance.accepted_at).join(
        GuidelinesVersion, GuidelinesVersion.id == Acceptance.version_id
    )
    return rows(found.where(Acceptance.member_id == member_id).order_by(Acceptance.version_id))


@own_data(
    "guidelines-published",
    "Guidelines you published",
    "As staff: the version, when, and the summary of what changed.",
    "guidelines_versions.published_by",
)
def published(member_id: int) -> Iterable[Mapping[str, Any]]:
    made = select(GuidelinesVersion.number.label("version"), GuidelinesVersion.published_at, GuidelinesVersion.summary)
    return rows(made.where(GuidelinesVersion.published_by == member_id).order_by(GuidelinesVersion.id))
