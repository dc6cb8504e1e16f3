"""A house that people walk through in these tests: the app on loopback, its jobs and its clock, and whoever comes (`people.py`).

Stories are told in up to three ways: with Chromium and script; read and filled in without either (`reader.py`), for which HTML alone
has to do; and with Chromium without script, where it matters what that shows. Where no script has a part, they are read once, and
Chromium shows each page to be looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core import clock
from app.core.jobs import run_due
from app.core.mail import KeptLetter, kept_letters
from tests.browser import View
from tests.journeys.people import BEGIN, LOOKED, PHONE, PLAIN, READ, SCRIPT, WIDE, Person, Reader

NOTICES = re.compile("^All your notices")
"""The way from For you to the notices, however many are new."""

WITH_SCRIPT = pytest.mark.parametrize("how", [SCRIPT], indirect=True)
"""For stories of what scripts do, and of staff whose forms are sent without a script elsewhere: tests/moderation, tests/duty."""
IN_THREE_WAYS = pytest.mark.parametrize("how", [SCRIPT, PLAIN, READ], indirect=True)
"""For stories that come by what scripts put away: buttons that save a switch, preview a letter, make a change."""
LOOKED_AT = pytest.mark.parametrize("how", [LOOKED], indirect=True)
"""For stories whose pages do the same with a script and without: each is read, and Chromium shows it to be looked at."""



@dataclass
class House:
    """The app as it is served; `faults` gathers what went wrong on the way."""

    address: str
    app: Flask
    browser: Browser
    how: str
    tokens: dict[str, str]
    """A session of everybody."""
    talk: str
    """Where the discussion stands that most stories are about, “Ablation on Thursday”."""
    monkeypatch: pytest.MonkeyPatch
    faults: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    @property
    def script(self) -> bool:
        """Whether pages run their scripts."""
        return self.how == SCRIPT

    def visitor(self) -> Person:
        """Somebody nobody knows, in a fresh browser on a phone."""
        return self._person("visitor", PHONE)

    def member(self, name: str, role: str = "member") -> Person:
        """Somebody who is signed in already, on a phone."""
        return self._signed_in(name, role, PHONE)

    def staff(self, name: str) -> Person:
        """A moderator who is signed in already, at a desk."""
        return self._signed_in(name, "staff", WIDE)

    def work(self) -> None:
        """Do what jobs have promised to do."""
        with self.app.app_context():
            run_due()

    def letter_to(self, address: str) -> KeptLetter:
        """The newest letter to an address."""
        self.work()
        with self.app.app_context():
            return next(letter for letter in kept_letters() if letter.to == address)

    def let_time_pass(self, **span: float) -> datetime:
        """Move the clock of the house on; answers what it says then."""
        now: Callable[[], datetime] = clock.now
        later = timedelta(**span)
        self.monkeypatch.setattr(clock, "now", lambda: now() + later)
        return clock.now()

    def _signed_in(self, name: str, role: str, view: View) -> Person:
        person = self._person(role, view)
        person.come_as(self.tokens[name])
        person.begins_at = BEGIN
        return person

    def _person(self, role: str, view: View) -> Person:
        person = Reader(self, role, view) if self.how in (READ, LOOKED) else Person(self, role, view)
        self.people.append(person)
        return person

    def close(self) -> None:
        """Everybody goes home."""
        for person in self.people:
            person.leave()
