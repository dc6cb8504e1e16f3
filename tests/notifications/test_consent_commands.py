"""A new privacy page: who agreed to an earlier one is asked once, also when suspended; nobody else hears of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.actor import VISITOR
from app.accounts.commands.consenting import agree
from app.accounts.consent import PRIVACY_VERSION, has_agreed
from app.accounts.models import Consent
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict, Forbidden
from app.notifications import privacy
from app.notifications.jobs import ask_for_consent_anew
from app.notifications.models import Notice
from app.notifications.queries import notices_page
from tests.world import World


@command
def _agreed(member_id: int, *versions: str) -> None:
    for version in versions:
        db.session.add(Consent(member_id=member_id, kind="privacy", version=version, given_at=clock.now()))


def test_who_agreed_to_an_earlier_page_is_asked_once_and_kept_when_they_agree(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "AT_ONCE", 1)
    for name in ("ruth", "gus"):
        _agreed(world.members[name], "2026-10", "2026-11")
    _agreed(world.members["maren"], "2026-11", PRIVACY_VERSION)
    for _ in range(2):
        ask_for_consent_anew()
    asked = select(Notice.member_id).where(Notice.kind == privacy.PRIVACY_CHANGED).order_by(Notice.member_id)
    assert db.session.scalars(asked).all() == sorted(world.members[name] for name in ("ruth", "gus"))
    for name in ("ruth", "gus"):
        view = notices_page(world.actor(name)).rows.items[0].view
        assert (view.title, view.url) == ("We have written down anew what we keep about you", "/privacy#agree")
    with pytest.raises(Conflict, match="page_changed"):
        agree(world.actor("ruth"), "2026-11")
    with pytest.raises(Forbidden):
        agree(VISITOR, PRIVACY_VERSION)
    for _ in range(2):
        agree(world.actor("ruth"), PRIVACY_VERSION)
    assert has_agreed(world.members["ruth"]) and not has_agreed(world.members["gus"])
    kept = select(Consent.version).where(Consent.member_id == world.members["ruth"]).order_by(Consent.id)
    assert db.session.scalars(kept).all() == ["2026-10", "2026-11", PRIVACY_VERSION]
