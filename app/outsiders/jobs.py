"""Letters to people without an account, and what is forgotten at night."""

from __future__ import annotations

from flask import current_app

from app.core import mail
from app.core.jobs import crontab, every, job
from app.core.navigation import NAME
from app.outsiders.commands import forget_keys, forget_old, forget_unconfirmed
from app.outsiders.commands.keys import ReadyLetter, prepare_answer, prepare_confirmation, prepare_receipt

CONFIRM = "Please confirm your message"
RECEIPT = "We have your message"
ANSWER = "An answer to your message"
"""Subjects say nothing about what it is: whoever sees somebody's mail learns nothing."""


@job("outsiders.send_confirmation")
def send_confirmation(notice_id: int) -> None:
    """Ask for a press that proves the address. Nothing that was typed stands in it: the address may be a stranger's."""
    _send(prepare_confirmation(notice_id), "confirm", CONFIRM, "outsiders.confirm_link")


@job("outsiders.send_receipt")
def send_receipt(notice_id: int) -> None:
    """The number, and the link to the status page."""
    _send(prepare_receipt(notice_id), "receipt", RECEIPT, "outsiders.status_link")


@job("outsiders.send_answer")
def send_answer(notice_id: int) -> None:
    """What was decided."""
    _send(prepare_answer(notice_id), "answer", ANSWER, "outsiders.status_link")


@every("outsiders.tidy", crontab(hour="4", minute="20"))
def tidy_up() -> None:
    """Every night."""
    forget_unconfirmed()
    forget_old()
    forget_keys()


def _send(ready: ReadyLetter | None, template: str, subject: str, endpoint: str) -> None:
    if ready is None:
        return
    words = current_app.jinja_env.get_template(f"outsiders/mail/{template}.txt")
    link = mail.link(endpoint, token=ready.token)
    body = words.render(
        community=NAME.get(), number=ready.number, link=link, answer=ready.answer, is_read=ready.is_read,
        is_again=ready.is_again,
    )  # fmt: skip
    mail.send(mail.Letter(ready.to, subject, body))
