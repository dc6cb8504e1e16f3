"""The blueprint that every module of these routes adds to."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, render_template

from app.core.policy import Forbidden, Invalid
from app.groups import queries
from app.groups.models import Group
from app.groups.registry import Tab, group_tabs
from app.groups.wording import sentence

blueprint = Blueprint("groups", __name__)


@blueprint.app_template_global("group_tabs")
def tabs_of(group: Group) -> list[Tab]:
    """The tabs of packages above, for the frame of the pages of those who look after `group`."""
    return group_tabs(g.actor, group)


def staff_page(template: str, group: Group, part: str, **values: Any) -> str:
    """One of the pages for those who look after `group`; `part` is the tab it stands under."""
    return render_template(
        f"groups/{template}.html",
        group=group,
        part=part,
        crumbs=queries.crumbs(g.actor, group),
        waiting_count=queries.pending_count(group),
        **values,
    )


def say(error: Invalid | Forbidden) -> None:
    """Tell on the next page why something was not done."""
    flash(sentence(error), "problem")
