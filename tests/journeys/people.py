"""Who walks through the house of these tests, each with a browser of their own.

A person does only what somebody in front of the page could do: read, press, choose, type. Wherever they arrive, the page is looked
at: with script, axe-core in several views; in a browser, nothing wider than a phone of 320 px. Every request to another host, every
complaint in the console and every answer of 400 and more that nobody expected is a fault of the house.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, Response, Route
from werkzeug.test import TestResponse

from tests.browser import (
    PATIENCE,
    VIEWS,
    View,
    borrow,
    come_as,
    faults_in_views,
    give_back,
    kind_of_page,
    looked,
    session,
    sideways,
    turn_to,
)
from tests.journeys.reader import PlainPage, expect
from tests.world import PASSWORD

if TYPE_CHECKING:
    from tests.journeys.house import House

PHONE, WIDE, NARROWEST = VIEWS[3], VIEWS[0], VIEWS[5]
BEGIN = "/text-size"
"""Where somebody stands who is signed in already and types no address: a short page with the words of the header."""
BOOKMARKS = {
    "Account": "/account", "For you": "/for-you", "Groups": "/groups", "Review desk": "/desk", "Welcome desk": "/welcome",
}  # fmt: skip
"""Where somebody comes first who would go there by the word of the header."""
SCRIPT, PLAIN, READ, LOOKED = "script", "plain", "read", "looked at"
"""How stories are told: Chromium with script, Chromium without, as HTML alone says it, and so with each page shown to Chromium."""
KEYS = 150
"""Presses of Tab after which something is not to be found by keyboard."""


class Person:
    """One person at one browser. Every step waits for what it names to be seen."""

    def __init__(self, house: House, role: str, view: View) -> None:
        self.house = house
        self.role = role
        # Without script pages are small enough to be used as narrow as it gets, and need not be looked at in another width.
        self.view = NARROWEST if view == PHONE and not house.script else view
        self.first = borrow(house.browser, self.view, script=house.script)
        self.context = self.first.context
        self.context.set_default_timeout(PATIENCE)
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

    def come_as(self, token: str) -> None:
        """Be whoever has this session."""
        come_as(self.first, self.house.address, token)

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
        try:
            self._page.goto(self.house.address + path)
        except Error as error:
            if "ERR_ABORTED" not in error.message:
                raise
            # In the same moment the page that was here fetched itself anew, as pages of what is under way do.
            self._page.goto(self.house.address + path)
        return self

    def arrive(self, heading: str | re.Pattern[str], state: str = "") -> Person:
        """The page with this heading is here; it is looked at once for each kind of person and `state`."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self._until_scripts_listen()
        self._look(state)
        return self

    def reads(self, words: str | re.Pattern[str]) -> Person:
        """These words can be read on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()
        self._until_scripts_listen()
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

    def walk_to(self, target: Locator) -> Person:
        """Come to one of these with the Tab key."""
        target.first.wait_for()
        for _ in range(KEYS):
            if self._is_at(target):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached by keyboard: {target}")

    def fetch(self, words: str) -> bytes:
        """Follow the link with this name to a file."""
        with self.page.expect_download() as fetched:
            self.go(words)
        return Path(fetched.value.path()).read_bytes()

    def expects(self, status: int) -> Person:
        """The next answer of this kind is meant to be."""
        self.expected.append(status)
        return self

    def _until_scripts_listen(self) -> None:
        # A page can be read before its scripts have begun, and what is pressed or chosen by then they never hear of.
        if self.house.script:
            self.page.wait_for_load_state()

    def _is_at(self, target: Locator) -> bool:
        here: bool = target.evaluate_all("found => found.some(one => one === document.activeElement)")
        return here

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
        key = f"{self.role} {kind_of_page(self.page)} {state} {'' if self.house.script else 'plain'}"
        if not looked().is_new(key):
            return
        if self.house.script:
            self.house.faults += [f"{key}, {found}" for found in faults_in_views(self.page)]
            turn_to(self.page, self.view)
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
        self._judge(response.status, response.url)

    def _judge(self, status: int, url: str) -> None:
        if status < 400:
            return
        if status in self.expected:
            self.expected.remove(status)
        else:
            self.house.faults.append(f"{self.role}: {status} for {url}")

    def _note_console(self, said: ConsoleMessage) -> None:
        # What the network answered is judged by its status above.
        if said.type in ("error", "warning") and not said.text.startswith("Failed to load resource"):
            self.house.faults.append(f"{self.role}: {said.text}")

    def _note_error(self, error: Error) -> None:
        self.house.faults.append(f"{self.role}: {error}")


class Reader(Person):
    """Somebody who reads pages and fills in forms without Chromium: the same words, of HTML alone.

    Where the story is to be looked at, Chromium shows with script what they read, and that is looked at as everybody's pages are.
    """

    def __init__(self, house: House, role: str, view: View) -> None:
        self.house = house
        self.role = role
        self.view = view
        self.expected: list[int] = []
        self.begins_at = ""
        self._host = urlsplit(house.address).hostname or ""
        self._client = house.app.test_client()
        self._plain = PlainPage(self._client, house.address, self._note_answer)
        page: Any = self._plain
        self._page = page

    def come_as(self, token: str) -> None:
        self._client.set_cookie("dayroom-session", token, domain=self._host)

    def leave(self) -> None:
        """There is nothing to give back."""

    def fetch(self, words: str) -> bytes:
        self._plain.fetched = None
        self.go(words)
        assert self._plain.fetched is not None, "no file was sent"
        return self._plain.fetched

    def _is_at(self, target: Any) -> bool:
        return any(node is self._plain.focused for node in target.nodes())

    def _look(self, state: str) -> None:
        key = f"{self.role} {kind_of_page(self.page)} {state} "
        if self.house.how != LOOKED or not looked().is_new(key):
            return
        with session(self.house.browser, self.view) as shown:
            cookie = self._client.get_cookie("dayroom-session", domain=self._host)
            come_as(shown, self.house.address, cookie.value if cookie else "")
            self._listened_to(shown)
            here = urldefrag(self._plain.url).url
            shown.route(lambda url: url == here, self._hand_over, times=1)
            shown.goto(here)
            self.house.faults += [f"{key}, {found}" for found in faults_in_views(shown)]
            for event, listener in self._listeners().items():
                shown.remove_listener(event, listener)

    def _hand_over(self, route: Route) -> None:
        """This very answer: another one would be without what is said once."""
        kept = {name: value for name, value in self._plain.headers.items() if name not in ("Content-Length", "Set-Cookie")}
        route.fulfill(status=200, headers=kept, body=self._plain.content())

    def _note_answer(self, answer: TestResponse) -> None:
        self._judge(answer.status_code, answer.request.url)
