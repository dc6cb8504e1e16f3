"""The help card: after hard words somebody to talk to first, and then what happens with the post."""

from __future__ import annotations

from flask import flash, g, render_template, request
from flask.typing import ResponseReturnValue

from app.core.policy import Conflict
from app.core.web import access, see_other
from app.discussions.commands.answering import say_all_right
from app.discussions.inputs import SUBJECT
from app.discussions.queries import compose
from app.discussions.queries.reading_now import reading_now
from app.discussions.queries.revisions import danger_denied
from app.discussions.routes.blueprint import blueprint
from app.discussions.wording import say
from app.help import queries as help_lines
from app.moderation.queries import place_in_line


@blueprint.get("/posts/<int:post_id>/help")
@access("post.edit")
def help_card(post_id: int) -> ResponseReturnValue:
    """For the author of a post alone. `?country=` shows the lines of another country."""
    place = compose.edit_place(g.actor, post_id)
    country = help_lines.country_for(g.actor, request.args.get("country", ""))
    return render_template(
        "discussions/help_card.html",
        place=place,
        lines=help_lines.lines_now(country),
        emergency=help_lines.emergency_of(country),
        country=country,
        country_words=help_lines.place(country),
        country_name=help_lines.country_name(country),
        countries=help_lines.countries(),
        reading=reading_now(g.actor, place.group.path),
        line=place_in_line(SUBJECT, post_id),
        denied=place.post is not None and danger_denied(place.post),
    )


@blueprint.post("/posts/<int:post_id>/help")
@access("post.edit")
def all_right(post_id: int) -> ResponseReturnValue:
    """The check got the words wrong, says their author."""
    try:
        say_all_right(g.actor, post_id)
        still = " A moderator still reads your words once." if place_in_line(SUBJECT, post_id).open_item else ""
        flash(f"Thank you, it is noted that the check got this wrong.{still}", "done")
    except Conflict as refusal:
        flash(say(refusal.reason))
    return see_other(".post", post_id=post_id)
