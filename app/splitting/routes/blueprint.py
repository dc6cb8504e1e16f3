"""The blueprint that every module of these routes adds to, and the frame of a plan's pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, render_template

from app.accounts.actor import MODERATOR, Actor
from app.core.policy import Conflict, Forbidden, Invalid
from app.groups import queries as groups
from app.groups.models import Group
from app.groups.registry import Note, group_note, group_tab
from app.splitting import policies
from app.splitting.models import SplitPlan
from app.splitting.queries.plans import standing
from app.splitting.wording import sentence

blueprint = Blueprint("splitting", __name__)

group_tab("splits", "Split", "splitting.plans", policies.plan)


@group_note((MODERATOR,))
def how_it_stands(_actor: Actor, group: Group) -> Note | None:
    """A word on the group's page for those who look after it: a plan, a run, or the advisor's verdict. 1 statement."""
    found = standing(group.id)
    return Note("splitting/_note.html", {"state": found.state, "plan_id": found.plan_id}) if found else None


def staff_page(template: str, group: Group, part: str, **values: Any) -> str:
    """One of the pages for those who look after `group`, under `templates/splitting`; `part` is the tab it stands under."""
    return render_template(
        f"splitting/{template}.html",
        group=group,
        part=part,
        crumbs=groups.crumbs(g.actor, group),
        waiting_count=groups.pending_count(group),
        **values,
    )


def plan_page(template: str, plan: SplitPlan, group: Group, **values: Any) -> str:
    """One of the pages of a plan, under `templates/splitting`; the way back leads to the group."""
    above = [*groups.crumbs(g.actor, group), (group.name, group.url)]
    return render_template(f"splitting/{template}.html", plan=plan, group=group, crumbs=above, **values)


def say(error: Invalid | Forbidden | Conflict) -> None:
    """Tell on the next page why something was not done."""
    flash(sentence(error), "problem")
