"""Background work of accounts: letters, and forgetting what has run out."""

from __future__ import annotations

from flask import current_app

from app.accounts.commands.departing import depart, send_off
from app.accounts.commands.letters import ReadyLetter, prepare_letter, settle_letter
from app.accounts.commands.taking import collect_data, forget_data, forget_strays
from app.accounts.commands.tidy import tidy
from app.accounts.exclusion import forget_marks
from app.core import mail
from app.core.jobs import crontab, every, job
from app.core.navigation import NAME


@job("accounts.send_letter")
def send_letter(letter_id: int) -> None:
    """Write and send a promised letter. Run twice, the newer link is the good one."""
    ready = prepare_letter(letter_id)
    if ready is not None:
        mail.send(mail.Letter(ready.to, ready.kind.subject, _words(ready)))
        settle_letter(letter_id)


@job("accounts.collect_data")
def make_data_file(export_id: int) -> None:
    """Make the file of somebody's own data."""
    collect_data(export_id)


@job("accounts.depart")
def let_leave(member_id: int) -> None:
    """Somebody's week is over."""
    depart(member_id)


@every("accounts.send_off", crontab(minute="35"))
def let_leave_whose_week_is_over() -> None:
    """Every hour."""
    send_off()


@every("accounts.tidy", crontab(minute="20"))
def tidy_up() -> None:
    """Every hour: forget what has run out."""
    tidy()
    forget_data()
    forget_marks()


@every("accounts.forget_strays", crontab(hour="4", minute="10"))
def forget_stray_files() -> None:
    """Every night: what killed jobs left behind of people's own data."""
    forget_strays()


def _words(ready: ReadyLetter) -> str:
    kind = ready.kind
    link = mail.link(kind.endpoint, token=ready.token) if kind.endpoint else ""
    # Not flask.render_template: letters stand outside a request, and nothing of a page belongs in them.
    template = current_app.jinja_env.get_template(f"accounts/mail/{kind.purpose}.txt")
    return template.render(
        community=NAME.get(),
        link=link,
        hours=ready.hours,
        sign_in=mail.link("accounts.sign_in"),
        reset=mail.link("accounts.reset"),
    )
