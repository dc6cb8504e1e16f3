"""A check that touched far too much: its page, and the two ways to settle it."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.core.db import db
from app.core.policy import Conflict
from app.core.web import access, see_other
from app.lab.commands.settling import leave_quiet, put_back
from app.lab.queries.trips import find_trip
from app.lab.routes.blueprint import blueprint, lab_page
from app.lab.wording import sentence


@blueprint.get("/desk/checks/trips/<int:trip_id>")
@access("rule.read")
def trip(trip_id: int) -> ResponseReturnValue:
    """Figures, and the holds it made."""
    shown = find_trip(g.actor, trip_id)
    return lab_page("trip", shown=shown, part="lab.rules" if shown.rule_id else "lab.checks")


@blueprint.post("/desk/checks/trips/<int:trip_id>/put-back")
@access("trip.settle")
def put_back_in_force(trip_id: int) -> ResponseReturnValue:
    """Back in force."""
    return _settled(put_back, trip_id, "It is back in force. What it touches counts anew from now on.")


@blueprint.post("/desk/checks/trips/<int:trip_id>/leave")
@access("trip.settle")
def leave(trip_id: int) -> ResponseReturnValue:
    """Quiet until somebody puts it back; an alert is seen."""
    return _settled(leave_quiet, trip_id, "Settled. You find it under Checks, and in the rule lab.")


def _settled(command: Callable[[Actor, int], None], trip_id: int, words: str) -> ResponseReturnValue:
    try:
        command(g.actor, trip_id)
    except Conflict as error:
        db.session.rollback()
        flash(sentence(error), "problem")
    else:
        flash(words, "done")
    return see_other(".trip", trip_id=trip_id)
