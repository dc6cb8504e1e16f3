"""Background work of the duty: calls go out and go on, follow-ups come to the desk, and what was lost on its way is picked up."""

from __future__ import annotations

import http.client
import smtplib
from typing import Any

from flask import current_app

from app.core import clock, mail
from app.core.jobs import crontab, every, job
from app.core.navigation import NAME
from app.core.wording import zone_named
from app.duty import webhook
from app.duty.codes import FAILED, SENT
from app.duty.commands import following, ringing
from app.duty.commands.sending import Call, note_outcome, prepare_call
from app.duty.settings import PRIVATE_ADDRESSES
from config import Config

SUBJECT = "You are needed at the review desk"
DRILL_SUBJECT = "DRILL: you are asked to answer a trial call"
"""They say nothing about anybody: whoever sees somebody's mail learns nothing."""


class NotTaken(OSError):
    """The machine that was called did not take the call: `status` is what it answered."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


@job("duty.go_on")
def go_on(alarm_id: int, number: int) -> None:
    """Call the next ones, if nobody looks by now."""
    ringing.go_on(alarm_id, number)


@job("duty.send_mail")
def send_mail(step_id: int) -> None:
    """Write to one person. Raises what mail raises, so that it is tried again."""
    call = prepare_call(step_id)
    if call is None:
        return
    try:
        mail.send(mail.Letter(call.to, DRILL_SUBJECT if call.is_drill else SUBJECT, _words(call)))
    except (OSError, smtplib.SMTPException, ValueError):
        note_outcome(step_id, FAILED)
        raise
    note_outcome(step_id, SENT)


@job("duty.call_hook")
def call_hook(step_id: int) -> None:
    """Call one address. Raises when it did not take the call, so that it is tried again."""
    call = prepare_call(step_id)
    if call is None:
        return
    try:
        moment = int(clock.now().timestamp())
        body = webhook.body_of(_values(call))
        status = webhook.post(call.url, call.secret, body, moment, private=PRIVATE_ADDRESSES.get())
        if not 200 <= status < 300:
            raise NotTaken(status)
    except (OSError, http.client.HTTPException, webhook.Refused):
        note_outcome(step_id, FAILED)
        raise
    note_outcome(step_id, SENT)


@job("duty.open_follow_up")
def open_follow_up(follow_up_id: int) -> None:
    """It is time to ask again."""
    following.open_follow_up(follow_up_id)


@every("duty.sweep", crontab(minute="*"))
def sweep() -> None:
    """Every minute: calls and follow-ups whose job was lost."""
    ringing.go_on_with_lost()
    following.open_lost()


def _values(call: Call) -> dict[str, Any]:
    return {
        "kind": "dayroom.alarm",
        "alarm": call.alarm_id,
        "item": call.item_id,
        "step": call.step_id,
        "drill": call.is_drill,
        "raised_at": call.raised_at.isoformat(timespec="seconds"),
        "url": _link(call),
    }


def _words(call: Call) -> str:
    config: Config = current_app.config["DAYROOM"]
    # Not flask.render_template: letters stand outside a request, and nothing of a page belongs in them.
    template = current_app.jinja_env.get_template("duty/mail/call.txt")
    until = call.goes_on_at.astimezone(zone_named(config.timezone))
    return template.render(call=call, link=_link(call), community=NAME.get(), until=f"{until:%H:%M}")


def _link(call: Call) -> str:
    return mail.link("duty.alarm", alarm_id=call.alarm_id)
