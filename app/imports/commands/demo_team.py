"""How the demo's moderators work: when each is on crisis duty, and reasons written well once. An export has neither, so they stand in a
file of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.accounts.queries import actor_of
from app.core import clock
from app.core.scope import ROOT
from app.core.wording import zone_named
from app.duty.commands.shifts import add_shift
from app.duty.inputs import ShiftInput
from app.moderation.commands.texts import TextInput, keep_text
from config import ROOT as FOLDER

FILE = FOLDER / "demo" / "team.jsonl"
ZONE = "Europe/London"


def let_team_work(member_ids: Mapping[str, int]) -> None:
    """Keep shifts and texts as the moderators' own commands do. `member_ids` by username; others are left out.

    Part of the command that opens the demo's accounts.
    """
    today = clock.now().astimezone(zone_named(ZONE)).date()
    for line in FILE.read_text("utf-8").splitlines():
        said: dict[str, Any] = json.loads(line)
        member_id = member_ids.get(said["username"])
        if member_id is None:
            continue
        actor = actor_of(member_id)
        for hours in said.get("shifts", ()):
            add_shift(actor, ShiftInput(member_id, ROOT, hours, ZONE, today))
        for text in said.get("texts", ()):
            keep_text(actor, TextInput(**text))
