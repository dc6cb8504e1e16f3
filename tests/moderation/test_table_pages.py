"""The table of `tests.moderation.table` through the page: a sample of its cells, each an answer of the right kind.

DAYROOM_WHOLE_TABLE=1 in the environment for every cell (some minutes).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.accounts.actor import MENTOR, MODERATOR, SYSTEM
from app.accounts.commands.members import NewMember, add_member
from app.accounts.commands.roles import grant_role
from app.accounts.commands.sessions import open_session
from app.core.db import db
from app.moderation.care import Care
from tests.moderation.conftest import HEART, Room
from tests.moderation.notes import burn, state_of, write
from tests.moderation.table import Cell, cells, outcome, profile_cells, profile_outcome, state_after
from tests.moderation.test_table_commands import WHY, lay_item, lay_profile
from tests.suspending import suspend

WHOLE = bool(os.environ.get("DAYROOM_WHOLE_TABLE"))
EVERY = 1 if WHOLE else 19
"""A prime, so that each action, measure, kind, role and state comes round."""
EVERY_PROFILE = 1 if WHOLE else 11
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
NAMES = {
    "member": "maren", "mentor": "kit", "moderator_here": "ana", "moderator_elsewhere": "samuel", "admin": "marta",
    "author": "bea", "suspended": "gus",
}  # fmt: skip
CODES = {"NotFound": 404, "Conflict not_now": 409, "done": 303, "Invalid action": 422, "Invalid measure": 422}


class Browsers:
    """One for each role, with its token."""

    def __init__(self, room: Room) -> None:
        self.clients = {role: room.browser(name) for role, name in NAMES.items()}
        self.clients["visitor"] = room.app.test_client()
        self.tokens = {role: _token(client) for role, client in self.clients.items()}

    def send(self, cell: Cell, item_id: int) -> int:
        """The answer's code; a limit lasts as long as usual."""
        given = {
            "action": cell.action, "measure": cell.measure, "clause": "6", "statement": WHY, "version": "1", "path": HEART,
            "csrf_token": self.tokens[cell.role],
        }  # fmt: skip
        return self.clients[cell.role].post(f"/desk/{item_id}/decision", data=given).status_code


def _token(client: FlaskClient) -> str:
    for url in ("/account", "/join"):
        found = TOKEN.search(client.get(url).get_data(as_text=True))
        if found:
            return found.group(1)
    raise AssertionError("no form to take a token from")


def expected(cell: Cell, rules: Callable[[Cell], str] = outcome) -> int:
    """The door comes first: a visitor signs in, a suspended member is turned away."""
    return {"visitor": 401, "suspended": 403}.get(cell.role) or CODES[rules(cell)]


def test_a_sample_of_cells_through_the_page(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nobody decides on so many hard items in a shift: they would go to others.
    monkeypatch.setattr(Care, "is_full", False)
    grant_role(SYSTEM, room.ids["kit"], MENTOR, HEART)
    room.ids["gus"] = add_member(SYSTEM, NewMember("gus", "Gus", email="gus@example.org"))
    grant_role(SYSTEM, room.ids["gus"], MODERATOR, HEART)
    browsers = Browsers(room)
    suspend(SYSTEM, room.ids["gus"], None, "A pause.")
    browsers.clients["suspended"].set_cookie("dayroom-session", open_session(room.ids["gus"], "Test").token)
    wrong, seen = [], set()
    for cell in list(cells())[::EVERY]:
        note_id, item_id = lay_item(cell.kind, cell.state, room.ids["bea" if cell.role == "author" else "ruth"])
        if cell.state == "gone":
            # SQLite gives the highest id again: the next note must not come to this one's item.
            write(None, HEART, "Something after it.")
            burn(note_id)
        code = browsers.send(cell, item_id)
        seen |= {cell.action, cell.kind, cell.role, cell.state, code}
        if code != expected(cell):
            wrong.append(f"{cell.name}: {code}, not {expected(cell)}")
        elif code == 303 and cell.state != "gone":
            db.session.rollback()
            assert state_of(note_id) == state_after(cell), cell.name
    some = [cell for cell in profile_cells() if cell.role in browsers.clients][::EVERY_PROFILE]
    for number, cell in enumerate(some):
        _, item_id = lay_profile(cell.kind, cell.state, f"whose-{number}")
        code = browsers.send(cell, item_id)
        seen |= {cell.action}
        if code != expected(cell, profile_outcome):
            wrong.append(f"{cell.name}: {code}, not {expected(cell, profile_outcome)}")
    assert wrong == []
    assert seen >= {"ask_change", "reset_name", "clear_about"}
    assert seen >= {*NAMES, "visitor", 303, 401, 403, 404, 409, 422}
