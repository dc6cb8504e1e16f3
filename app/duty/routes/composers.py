"""What whoever writes is told while nobody is on duty."""

from __future__ import annotations

from datetime import datetime

from app.duty.queries.rota import is_kept, nobody_there
from app.duty.routes.blueprint import blueprint


@blueprint.app_template_global("nobody_on_duty")
def nobody_on_duty(path: str) -> tuple[datetime | None] | None:
    """For a template: None, or one value: when the next one is there (None: not within a week). No statement while it is fresh."""
    return nobody_there(path)


@blueprint.app_template_global("duty_is_kept")
def duty_is_kept(path: str) -> bool:
    """For a template: whether somebody is called for danger in a place by a rota."""
    return is_kept(path)
