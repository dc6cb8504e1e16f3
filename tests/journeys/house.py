"""A house that people walk through in these tests: the app on loopback, its jobs and its clock, and each person's own browser.

A person does only what somebody in front of the page could do: read, press, choose, type. Wherever they arrive, the page is looked
at: with script, axe-core in several views; always, nothing wider than a phone of 320 px. Every request to another host, every
complaint in the console and every answer of 400 and more that nobody expected is a fault of the house.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, Response, expect

from app.core import clock
from app.core.jobs import run_due
from app.core.mail import KeptLetter, kept_letters
from tests.browser import VIEWS, View, borrow, faults_in_views, give_back, look_as, sideways
from tests.world import PASSWORD

PHONE, WIDE, NARROWEST = VIEWS[3], VIEWS[0], VIEWS[5]
BEGIN = "/text-size"
"""Where somebody stands who is signed in already and types no address: a short page with the words of the header."""
BOOKMARKS = {
    "Account": "/account", "For you": "/for-you", "Groups": "/groups", "Review desk": "/desk", "Welcome desk": "/welcome",
}  # fmt: skip
"""Where somebody comes first who would go there by the word of the header."""
NOTICES = re.compile("^All your notices")
"""The way from For you to the notices, however many are new."""

WITH_SCRIPT = pytest.mark.parametrize("script", [True], indirect=True)
"""For stories of staff whose forms are sent without a script elsewhere: tests/moderation (the desk in a browser, pages), tests/duty."""


class Looked:
    """What was looked at in this run, by whichever of its processes: a file for each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def is_new(self, key: str) -> bool:
        """Whether nobody looked at `key` before; from now on somebody did."""
        try:
            (self.folder / hashlib.sha256(key.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@dataclass
class House:
    """The app as it is served; `faults` gathers what went wrong on the way."""

    address: str
    app: Flask
    browser: Browser
    script: bool
    tokens: dict[str, str]
    """A session of everybody."""
    talk: str
    """Where the discussion stands that most stories are about, “Ablation on Thursday”."""
    seen: Looked
    """Pages that were looked at already in this run: who saw them, their address, their state."""
    monkeypatch: pytest.MonkeyPatch
    faults: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    def visitor(self) -> Person:
        """Somebody nobody knows, in a fresh browser on a phone."""
        return Person(self, "visitor", PHONE)

    def member(self, name: str) -> Person:
        """Somebody who is signed in already, on a phone."""
        return self._signed_in(name, "member", PHONE)

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
        person = Person(self, role, view)
        cookie: Any = {"name": "dayroom-session", "value": self.tokens[name], "url": self.address}
        person.context.add_cookies([cookie])
        person.begins_at = BEGIN
        return person

    def close(self) -> None:
        """Everybody goes home."""
        for person in self.people:
            person.leave()


class Person:
    """One person at one browser. Every step waits for what it names to be seen."""

    def __init__(self, house: House, role: str, view: View) -> None:
        self.house = house
        self.role = role
        # Without script pages are small enough to be used as narrow as it gets, and need not be looked at in another width.
        self.view = NARROWEST if view == PHONE and not house.script else view
        self.first = borrow(house.browser, self.view, script=house.script)
        self.context = self.first.context
        self.context.set_default_timeout(15_000)
        house.people.append(self)
        self.expected: list[int] = []
        self.begins_at = ""
        self._page = self._listened_to(self.first)

    @property
    def page(self) -> Page:
        """The tab in use, with a page in it."""
        if self.begins_at:
            self.open(self.begins_at)
        return self._page

    def new_tab(self) -> Page:
        """Another tab of the same browser, in use from now on."""
        self._page = self._listened_to(self.context.new_page())
        return self._page

    def leave(self) -> None:
        """Go home; somebody else may use the browser."""
        if self.first.is_closed():
            self.context.close()
            return
        for event, listener in self._listeners().items():
            self.first.remove_listener(event, listener)
        give_back(self.first, script=self.house.script)

    def open(self, path: str) -> Person:
        """Type an address, as from a letter or a bookmark."""
        self.begins_at = ""
        self._page.goto(self.house.address + path)
        return self

    def arrive(self, heading: str | re.Pattern[str], state: str = "") -> Person:
        """The page with this heading is here; it is looked at once for each kind of person and `state`."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self._look(state)
        return self

    def reads(self, words: str | re.Pattern[str]) -> Person:
        """These words can be read on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()
        return self

    def does_not_read(self, words: str) -> Person:
        """These words are nowhere on the page."""
        expect(self.page.get_by_text(words)).to_have_count(0)
        return self

    def go(self, words: str | re.Pattern[str], within: Locator | None = None) -> Person:
        """Follow the link with this name."""
        (within or self.page).get_by_role("link", name=words, exact=isinstance(words, str)).first.click()
        return self

    def go_in_header(self, words: str) -> Person:
        """Follow a word of the header, whatever number stands beside it. Whoever has just come has this page as a bookmark."""
        if self.begins_at:
            return self.open(BOOKMARKS[words])
        return self.go(re.compile(rf"^{re.escape(words)}"), self.page.get_by_role("navigation", name="Main"))

    def press(self, words: str | re.Pattern[str], within: Locator | None = None) -> Person:
        """Press the button with this name; there is one."""
        (within or self.page).get_by_role("button", name=words, exact=isinstance(words, str)).click()
        return self

    def fill(self, label: str, words: str) -> Person:
        """Fill the field with this label."""
        self.page.get_by_label(label, exact=True).fill(words)
        return self

    def choose(self, words: str) -> Person:
        """Tick or choose the row with these words."""
        self.page.get_by_label(words).check()
        return self

    def item_with(self, words: str) -> Locator:
        """The row of a list (a post, a notice, an item of the desk) that holds these words."""
        return self.page.get_by_role("listitem").filter(has_text=words).last

    def sign_in(self, name: str) -> Person:
        """Fill in the form of signing in."""
        return self.fill("Mail address or username", name).fill("Password", PASSWORD).press("Sign in")

    def expects(self, status: int) -> Person:
        """The next answer of this kind is meant to be."""
        self.expected.append(status)
        return self

    def _listened_to(self, page: Page) -> Page:
        # Without motion: colours that are still changing between two views would be measured half-way.
        page.emulate_media(reduced_motion="reduce")
        for event, listener in self._listeners().items():
            page.on(event, listener)  # type: ignore[call-overload]
        return page

    def _listeners(self) -> dict[Any, Any]:
        return {
            "request": self._note_request, "response": self._note_response, "console": self._note_console,
            "pageerror": self._note_error,
        }  # fmt: skip

    def _look(self, state: str) -> None:
        kind = re.sub(r"\d+(-[\w-]+)?|(?<=drafts/)[\w-]{16,}", "*", urlsplit(self.page.url).path)
        key = f"{self.role} {kind} {state} {'' if self.house.script else 'plain'}"
        if not self.house.seen.is_new(key):
            return
        if self.house.script:
            known = not self.house.seen.is_new(f"whole {kind}")
            self.house.faults += [f"{key}, {found}" for found in faults_in_views(self.page, known=known)]
            look_as(self.page, self.view)
            return
        # Without script axe cannot run; the frames that `look_as` waits for cannot be asked about either.
        if self.view != NARROWEST:
            self.page.set_viewport_size({"width": NARROWEST.width, "height": 900})
        if wide := sideways(self.page):
            self.house.faults.append(f"{key}, {NARROWEST.name}: {wide} px too wide")
        if self.view != NARROWEST:
            self.page.set_viewport_size({"width": self.view.width, "height": 900})

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.house.address + "/", "data:", "blob:")):
            self.house.faults.append(f"{self.role}: a request to {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status < 400:
            return
        if response.status in self.expected:
            self.expected.remove(response.status)
        else:
            self.house.faults.append(f"{self.role}: {response.status} for {response.url}")

    def _note_console(self, said: ConsoleMessage) -> None:
        # What the network answered is judged by its status above.
        if said.type in ("error", "warning") and not said.text.startswith("Failed to load resource"):
            self.house.faults.append(f"{self.role}: {said.text}")

    def _note_error(self, error: Error) -> None:
        self.house.faults.append(f"{self.role}: {error}")
