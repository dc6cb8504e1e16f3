"""What a decision may do, written a second time and by hand: every action, measure, kind of item, role and state has one outcome.

Nothing here reads the code under test. `outcome` answers 'done', or the refusal and the field or reason it is about.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

ACTIONS = ("publish", "redact", "send_back", "keep", "hide", "remove", "restore", "lock", "unlock", "warn")
ON_PROFILE = ("ask_change", "reset_name", "clear_about")
"""`warn` was an action once, and is none any more."""
MEASURES = ("", "note", "warning", "slow", "read_only", "suspended", "banished")
"""`banished` never was one."""
KINDS = ("worried", "held", "report", "staff", "unanswered")
STATES = ("held", "published", "closed", "hidden", "removed", "withdrawn", "gone")
"""`closed`: published, in a talk to which nobody can add. `gone`: no longer in the database."""
ROLES = ("visitor", "member", "mentor", "moderator_here", "moderator_elsewhere", "admin", "author", "suspended")
"""`author`: a moderator whose own words these are. `suspended`: a moderator who is."""

PROFILE_KINDS = ("profile", "worried", "staff")
PROFILE_STATES = ("lined", "bare")
"""A profile with a line below the name, or without one."""
PROFILE_ROLES = ("visitor", "member", "moderator_here", "moderator_of_all", "admin", "oneself", "suspended")
"""`oneself`: whose profile it is, and who moderates everywhere."""

DECIDERS = ("moderator_here", "admin")
LIMITS = ("slow", "read_only", "suspended")
AFTER = {
    "publish": "published", "redact": "published", "send_back": "sent_back", "hide": "hidden", "remove": "removed",
    "restore": "published",
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One case of the table."""

    action: str
    measure: str
    kind: str
    role: str
    state: str

    @property
    def name(self) -> str:
        return f"{self.role} does {self.action}+{self.measure or 'nothing'} to {self.kind} that is {self.state}"


def cells() -> Iterator[Cell]:
    """Every action, kind, role and state, with the measures that can make a difference there.

    Who has no desk there is refused before the action is read: of their cells, those stand here that bring every two of kind, state
    and action together. DAYROOM_WHOLE_TABLE=1 in the environment for all cells and measures.
    """
    whole = bool(os.environ.get("DAYROOM_WHOLE_TABLE"))
    things = product(enumerate(KINDS), enumerate(STATES), ROLES, enumerate((*ACTIONS, ON_PROFILE[0])))
    for (row, kind), (column, state), role, (depth, action) in things:
        if whole or role in DECIDERS or (row + column + depth) % 4 == 0:
            for measure in MEASURES if whole else _telling(Cell(action, "", kind, role, state)):
                yield Cell(action, measure, kind, role, state)


def profile_cells() -> Iterator[Cell]:
    """Every action, kind, role and state of a profile."""
    for kind, state, role, action in product(PROFILE_KINDS, PROFILE_STATES, PROFILE_ROLES, (*ACTIONS, *ON_PROFILE)):
        for measure in ("", "warning", "banished") if role == "moderator_of_all" else ("",):
            yield Cell(action, measure, kind, role, state)


def profile_outcome(cell: Cell) -> str:
    """What must happen: a profile is for those who moderate everywhere, and never for oneself."""
    if cell.role not in ("moderator_of_all", "admin"):
        return "NotFound"
    offered = {"keep", "reset_name"}
    offered |= {"clear_about"} if cell.state == "lined" else set()
    offered |= {"ask_change"} if cell.kind != "worried" else set()
    if cell.action not in offered:
        return "Invalid action"
    if cell.measure and cell.kind == "worried":
        return "Invalid measure"
    return "Invalid measure" if cell.measure == "banished" else "done"


def _telling(cell: Cell) -> tuple[str, ...]:
    """Who is refused before, or does what is not offered, never comes as far as the measure: one is tried all the same."""
    if cell.role not in DECIDERS:
        return ("suspended",)
    if cell.kind == "unanswered":
        return ("" if _turn(cell) % 2 else "note",)
    if cell.action not in _offered(cell):
        return ("" if _turn(cell) % 2 else "suspended",)
    return ("", *_in_turn(cell)) if cell.role == "moderator_here" else ("", "slow", "banished")


def _in_turn(cell: Cell) -> tuple[str, str]:
    """Two of the measures: each comes round with every action, kind and state."""
    return MEASURES[1 + _turn(cell) % 6], MEASURES[1 + (_turn(cell) + 3) % 6]


def _turn(cell: Cell) -> int:
    return KINDS.index(cell.kind) + STATES.index(cell.state) + (*ACTIONS, *ON_PROFILE).index(cell.action)


def outcome(cell: Cell) -> str:
    """What must happen."""
    if cell.role not in DECIDERS:
        return "NotFound"
    if cell.kind == "unanswered":
        return "Conflict not_now"
    if cell.action not in _offered(cell):
        return "Invalid action"
    if cell.measure and cell.kind == "worried":
        return "Invalid measure"
    return "Invalid measure" if cell.measure == "banished" else "done"


def state_after(cell: Cell) -> str:
    """How the words stand after it was done."""
    return AFTER.get(cell.action, "published" if cell.state == "closed" else cell.state)


def tells_author(cell: Cell) -> bool:
    """Whether the author hears of it."""
    return cell.action != "keep" or cell.measure != ""


def restricts(cell: Cell) -> bool:
    """Whether something was taken from the author."""
    return cell.measure != "" or cell.action in ("redact", "send_back", "hide", "remove", "lock")


def _offered(cell: Cell) -> set[str]:
    """Words can be taken out where a check said which; in these tests that is what was held."""
    marked = {"redact"} if cell.kind == "held" else set()
    back = set() if cell.kind == "worried" else {"send_back"}
    return {
        "held": {"publish", "remove"} | marked | back,
        "published": {"keep", "hide", "remove", "lock"} | marked,
        "closed": {"keep", "hide", "remove", "unlock"} | marked,
        "hidden": {"restore", "keep", "remove"},
        "removed": {"restore", "keep"},
        "withdrawn": {"keep"},
        "gone": {"keep"},
    }[cell.state]
