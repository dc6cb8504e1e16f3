"""A notice as somebody outside types it, and what the letters of a test hold."""

from __future__ import annotations

import re

from app.accounts.actor import VISITOR, Actor
from app.core.db import db
from app.core.jobs import run_due
from app.core.mail import KeptLetter, kept_letters
from app.outsiders.commands import confirm, tell
from app.outsiders.inputs import NoticeInput, Sent, Site
from app.outsiders.models import OutsiderNotice

SITE = Site(("dayroom.example.org",), "", "192.0.2.7")
MAIL = "jo.brandt@example.com"
WORDS = "This calls my sister a thief, with her full name. It is not true."


def given(address: str, **changes: object) -> NoticeInput:
    """A whole notice about `address`."""
    whole: dict[str, object] = {
        "address": address,
        "reason": "defamation",
        "words": WORDS,
        "name": "Jo Brandt",
        "email": MAIL,
        "in_good_faith": True,
    }
    return NoticeInput(**{**whole, **changes})  # type: ignore[arg-type]


def send(address: str, actor: Actor = VISITOR, **changes: object) -> Sent:
    """Send it."""
    return tell(actor, given(address, **changes), SITE)


def letters(to: str = MAIL) -> list[KeptLetter]:
    """Do what jobs have promised; every letter to an address, newest first."""
    run_due()
    return [letter for letter in kept_letters() if letter.to == to]


def token_in(letter: KeptLetter) -> str:
    """The token of the link in a letter."""
    found = re.search(r"/notice/(?:confirm|status)/(\S+)", letter.body)
    assert found
    return found.group(1)


def confirmed(address: str, actor: Actor = VISITOR, email: str = MAIL, **changes: object) -> tuple[OutsiderNotice, str]:
    """Send it and press the link in the letter; the notice and the token of its status page."""
    sent = send(address, actor, email=email, **changes)
    token = confirm(token_in(letters(email)[0]))
    return db.session.get_one(OutsiderNotice, sent.notice_id), token
