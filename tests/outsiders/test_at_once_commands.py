"""Several people prove their address in the same moment as a moderator decides: no notice is lost, and nothing waits for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.core.policy import Conflict
from app.moderation.commands import decide
from app.moderation.inputs import DecisionInput
from app.moderation.models import ReviewItem
from app.outsiders.commands import confirm
from app.outsiders.models import DECIDED, WAITING, OutsiderNotice
from tests.outsiders.telling import confirmed, letters, send, token_in
from tests.world import World


def test_notices_proved_while_a_moderator_decides_are_each_on_an_item(world: World, site: Any) -> None:
    address = f"/posts/{world.corners['public'].published}"
    first, _ = confirmed(address)
    item_id, actor = first.item_id or 0, world.actor("ana")
    tokens = []
    for number in range(4):
        send(address, email=f"n{number}@example.com")
        tokens.append(token_in(letters(f"n{number}@example.com")[0]))
    db.session.rollback()

    def act(step: str) -> None:
        with site.app.app_context():
            try:
                confirm(step) if step else decide(actor, item_id, DecisionInput(1, "keep", 1, "It may stand."))
            except Conflict:
                pass
            finally:
                db.session.remove()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(act, [tokens[0], tokens[1], "", *tokens[2:]]))
    rows = db.session.execute(
        select(OutsiderNotice.state, ReviewItem.state).join(ReviewItem, ReviewItem.id == OutsiderNotice.item_id)
    ).all()
    assert len(rows) == 5
    assert {tuple(row) for row in rows} <= {(DECIDED, "decided"), (WAITING, "open")}
