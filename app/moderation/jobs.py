"""Background work of the desk: the letter with a statement's link, and forgetting links that have run out."""

from __future__ import annotations

from flask import current_app

from app.core import mail
from app.core.jobs import crontab, every, job
from app.core.navigation import NAME
from app.moderation.commands.counts import publish_counts
from app.moderation.commands.ending import tell_ended
from app.moderation.commands.escalating import escalate
from app.moderation.commands.grave_acts import expire
from app.moderation.commands.handing_over import forget_notes
from app.moderation.commands.notes import forget_ended_notes
from app.moderation.commands.passing import forget_passes
from app.moderation.commands.shifts import forget_shifts
from app.moderation.commands.statements import StatementLetter, forget_old_keys, prepare_statement

SUBJECT = "A moderator has written to you"
"""It says nothing about what happened: whoever sees somebody's mail learns nothing."""


@job("moderation.send_statement")
def send_statement(decision_id: int) -> None:
    """Write to the member concerned, with the link that works without signing in."""
    ready = prepare_statement(decision_id)
    if ready is not None:
        mail.send(mail.Letter(ready.to, SUBJECT, _words(ready)))


@every("moderation.tidy", crontab(hour="4", minute="50"))
def tidy_up() -> None:
    """Every night: forget links that have run out, shifts that are over, and notes whose day has come."""
    forget_old_keys()
    forget_passes()
    forget_notes()
    forget_ended_notes()
    forget_shifts()


@every("moderation.escalate", crontab(minute="*"))
def escalate_late() -> None:
    """Every minute: tell the leads, once, of items that nobody has decided in their time."""
    escalate()


@every("moderation.publish_counts", crontab(minute="25"))
def publish_figures() -> None:
    """Every hour, so that a quarter is on the page soon after its end; there is nothing to do but four times a year."""
    publish_counts()


@every("moderation.grave_expire", crontab(minute="15"))
def let_requests_expire() -> None:
    """Every hour: what a second person was asked for and did not do in its time is asked no longer."""
    expire()


@every("moderation.tell_ended", crontab(minute="5"))
def tell_of_ends() -> None:
    """Every hour: whoever can write again hears of it."""
    tell_ended()


def _words(ready: StatementLetter) -> str:
    # Not flask.render_template: letters stand outside a request, and nothing of a page belongs in them.
    template = current_app.jinja_env.get_template("moderation/mail/statement.txt")
    link = mail.link("moderation.open_statement", token=ready.token)
    return template.render(name=ready.name, community=NAME.get(), link=link, sign_in=mail.link("accounts.sign_in"))
