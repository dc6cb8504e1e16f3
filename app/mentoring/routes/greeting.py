"""Writing a welcome, and its page for the two people it is between. Whatever goes wrong, what the mentor typed comes back."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from dataclasses import replace

from flask import flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.markup import TooLong
from app.core.policy import Conflict, Forbidden, Invalid, NotFound, Refusal, TooMany
from app.core.web import SignInNeeded, access, see_other
from app.discussions.commands.drafts import keep_for, save_draft
from app.discussions.inputs import BLOCKED, COACHED, CRISIS, GUIDELINES, HELD, PUBLISHED
from app.discussions.queries.coaching import Coaching
from app.discussions.queries.drafts import draft_place
from app.discussions.wording import say_refusal
from app.mentoring import wording
from app.mentoring.commands import thanking
from app.mentoring.commands.greeting import draft_of, send_welcome
from app.mentoring.forms.greeting import WelcomeForm
from app.mentoring.inputs import WelcomeInput, WelcomeOutcome
from app.mentoring.queries.addressing import coached
from app.mentoring.queries.case import Typed, case_of
from app.mentoring.queries.greetings import greeting_page
from app.mentoring.queries.newcomer import FirstPost
from app.mentoring.routes.blueprint import blueprint
from app.mentoring.routes.desk import desk_page


def keeps_line(view: Callable[[int], ResponseReturnValue]) -> Callable[[int], ResponseReturnValue]:
    """A welcome that arrives on a session that has run out is kept as a draft of whose session it was, and opens after signing in."""

    @functools.wraps(view)
    def run(newcomer_id: int) -> ResponseReturnValue:
        try:
            return view(newcomer_id)
        except SignInNeeded:
            member_id = g.get("expired_member_id")
            if member_id is None:
                raise
            key = keep_for(member_id, draft_of(WelcomeForm().given(newcomer_id)))
            flash("You were signed out after a long pause. Your words are kept: sign in and go on.")
            return see_other("accounts.sign_in", next=url_for(".letter", newcomer_id=newcomer_id, draft=key))

    return run


@blueprint.get("/welcome/<int:newcomer_id>/letter")
@access("welcome.read")
def letter(newcomer_id: int) -> ResponseReturnValue:
    """A newcomer's case on the desk, to go on with what was kept of a welcome (`?draft=`)."""
    case = case_of(g.actor, newcomer_id)
    if key := request.args.get("draft"):
        kept = draft_place(g.actor, key).draft
        case = replace(case, typed=Typed(kept.key, kept.body))
    return desk_page(case)


@blueprint.post("/welcome/<int:newcomer_id>/letter")
@keeps_line
@access("welcome.claim")
def send(newcomer_id: int) -> ResponseReturnValue:
    """Send it."""
    given = WelcomeForm().given(newcomer_id)
    try:
        outcome = send_welcome(g.actor, given)
    except (Refusal, TooLong) as refusal:
        return _refused(given, refusal)
    if outcome.state in (COACHED, BLOCKED, GUIDELINES):
        return _coached(given, outcome)
    return _sent(given, outcome)


@blueprint.get("/welcome/greetings/<int:greeting_id>")
@access("greeting.read")
def greeting(greeting_id: int) -> ResponseReturnValue:
    """The welcome itself."""
    return render_template("mentoring/greeting.html", page=greeting_page(g.actor, greeting_id))


@blueprint.post("/welcome/greetings/<int:greeting_id>/thank")
@access("greeting.thank")
def thank(greeting_id: int) -> ResponseReturnValue:
    """Thank for it."""
    thanking.thank(g.actor, greeting_id)
    flash("Your thanks are on their way.", "done")
    return see_other(".greeting", greeting_id=greeting_id)


def _sent(given: WelcomeInput, outcome: WelcomeOutcome) -> ResponseReturnValue:
    if outcome.state in (CRISIS, HELD, PUBLISHED) and outcome.assessment.is_crisis:
        if outcome.post_id is not None:
            return see_other("discussions.help_card", post_id=outcome.post_id)
        what = (
            "Your welcome is out"
            if outcome.state == PUBLISHED
            else "Your words are kept, and a moderator reads them first"
        )
        flash(f"{what}. You do not have to sit with this alone.")
        return see_other("help.lines")
    if outcome.state == HELD:
        flash("A moderator reads your welcome first. You hear when it is out.")
    else:
        flash("Your welcome is out.", "done")
    return see_other(".greeting", greeting_id=outcome.greeting_id)


def _coached(given: WelcomeInput, outcome: WelcomeOutcome) -> ResponseReturnValue:
    """What the checks saw, beside the words that it is about; or the guidelines, which are asked for once."""
    if outcome.state == GUIDELINES:
        return _again(given, refusal=wording.LETTER_REFUSALS["guidelines"], status=422)
    return _again(given, coaching=coached(g.actor, given), status=422)


def _refused(given: WelcomeInput, refusal: Refusal | TooLong) -> ResponseReturnValue:
    status = {Conflict: 409, Forbidden: 403, TooMany: 429, NotFound: 409}.get(type(refusal), 422)
    if isinstance(refusal, TooLong) or (isinstance(refusal, Invalid) and refusal.field in ("line", "body")):
        reason = "line_long" if isinstance(refusal, TooLong) else refusal.reason
        return _again(given, problem=wording.PROBLEMS.get(reason, wording.OTHER_PROBLEM), status=status)
    return _again(given, refusal=_sentence(refusal), status=status)


def _sentence(refusal: Refusal) -> str:
    """Why it did not go out."""
    facts = {name: value for name, value in getattr(refusal, "facts", {}).items() if isinstance(value, str)}
    reason = "gone" if isinstance(refusal, NotFound) else getattr(refusal, "reason", "too_many")
    if reason == "way":
        reason = f"way_{facts['way']}"
    words = wording.LETTER_REFUSALS.get(reason) or (
        say_refusal(refusal) if isinstance(refusal, Forbidden | TooMany) else wording.OTHER_REFUSAL
    )
    return words.format(**facts)


def _again(
    given: WelcomeInput, *, problem: str = "", refusal: str = "", coaching: Coaching | None = None, status: int
) -> ResponseReturnValue:
    """The desk with everything that was typed; without the case, for who may not see it any more, the words alone."""
    typed = Typed(given.draft_key, given.line, frozenset(given.people), given.talk_id, problem, refusal, coaching)
    try:
        case = replace(case_of(g.actor, given.newcomer_id), typed=typed)
    except NotFound:
        _keep(given, None)
        return render_template("mentoring/letter_kept.html", typed=typed), status
    _keep(given, case.seen.first)
    return desk_page(case), status


def _keep(given: WelcomeInput, first: FirstPost | None) -> None:
    """Keep the line as a draft, too; what is too long for one stands on the page alone."""
    with contextlib.suppress(Refusal, TooLong):
        if given.line.strip():
            save_draft(g.actor, draft_of(given, first))
