"""A browser without script and without a screen: it reads pages as HTML says them, follows links and sends forms.

Its page has the words of Playwright that the journeys use, so one story is told with both. What it cannot know is looks: they are the
same with a script and without one but for what scripts put away, and stories told in three ways look at that (`house.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect as expect_in_browser
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.test import TestResponse

from tests.journeys import filling
from tests.journeys.tree import (
    CONTROLS,
    Node,
    Words,
    fits,
    is_disabled,
    is_labelled,
    is_selected,
    is_smallest_with,
    is_visible,
    labels_of,
    name_of,
    read,
    role_of,
    text,
)  # fmt: skip


class Scope:
    """Where something is looked for: a page, or what was found on it."""

    page: PlainPage

    def _within(self) -> list[Node]:
        raise NotImplementedError

    def get_by_role(self, role: str, *, name: Words = "", exact: bool = False, level: int = 0) -> Found:
        """What has this role, name and level, and can be seen."""

        def is_it(node: Node) -> bool:
            if role_of(node) != role or (level and node.tag != f"h{level}"):
                return False
            return (not name or fits(name_of(node), name, exact=exact)) and is_visible(node)

        return self._found(is_it, f"{role} {name or ''}")

    def get_by_label(self, words: Words, *, exact: bool = False) -> Found:
        """What has a label with these words."""
        return self._found(lambda node: is_labelled(node, words, exact=exact), f"label {words}")

    def get_by_text(self, words: Words, *, exact: bool = False) -> Found:
        """The smallest things that hold these words."""
        return self._found(lambda node: is_smallest_with(node, words, exact=exact), f"words {words}")

    def locator(self, selector: str) -> Found:
        """What a selector of CSS finds."""
        return self._found(lambda node: is_selected(node, selector), selector)

    def _found(self, is_it: Callable[[Node], bool], what: str) -> Found:
        def look() -> list[Node]:
            return list(dict.fromkeys(node for base in self._within() for node in base if node is not base and is_it(node)))

        return Found(self.page, look, what)


class Found(Scope):
    """What was looked for; looked for again each time that it is asked."""

    def __init__(self, page: PlainPage, look: Callable[[], list[Node]], what: str) -> None:
        self.page = page
        self.what = what
        self._look = look

    def _within(self) -> list[Node]:
        return self._look()

    def filter(self, *, has_text: Words = "", has: Found | None = None) -> Found:
        """Those of them with these words, or with one of those things in them."""

        def look() -> list[Node]:
            inner = set(map(id, has.nodes())) if has else set()
            return [
                node for node in self._look()
                if (not has_text or fits(text(node), has_text)) and (not has or any(id(one) in inner for one in node))
            ]  # fmt: skip

        return Found(self.page, look, f"{self.what} with {has_text or (has and has.what)}")

    @property
    def first(self) -> Found:
        """The first of them."""
        return Found(self.page, lambda: self._look()[:1], self.what)

    @property
    def last(self) -> Found:
        """The last of them."""
        return Found(self.page, lambda: self._look()[-1:], self.what)

    def nodes(self) -> list[Node]:
        """All of them."""
        return self._look()

    def node(self) -> Node:
        """The only one."""
        found = self._look()
        assert len(found) == 1, f"{len(found)} x {self.what} at {self.page.url}: {text(self.page.root)[:2000]}"
        return found[0]

    def count(self) -> int:
        """How many there are."""
        return len(self._look())

    def inner_text(self) -> str:
        """Its words."""
        return text(self.node())

    def all_inner_texts(self) -> list[str]:
        """The words of each."""
        return [text(node) for node in self._look()]

    def input_value(self) -> str:
        """What stands in it."""
        return filling.value_of(self.node())

    def get_attribute(self, name: str) -> str | None:
        """An attribute of it."""
        return self.node().get(name)

    def is_checked(self) -> bool:
        """Whether it is ticked or chosen."""
        return self.node().get("checked") is not None

    def click(self) -> None:
        """Press it."""
        self.page.press(self.usable())

    def check(self) -> None:
        """Tick it or choose it, if it is not."""
        if not self.is_checked():
            filling.tick(self.usable())

    def fill(self, words: str) -> None:
        """Write into it, in place of what stands there."""
        filling.write(self.usable(), words)

    def select_option(self, value: str = "", *, label: str = "") -> None:
        """Choose one of its options."""
        select = self.usable()
        filling.choose(select, filling.option_with(select, label or value, by_value=not label))

    def focus(self) -> None:
        """Go there, as with the keyboard."""
        self.page.focused = self.usable()

    def press(self, key: str) -> None:
        """Go there and press a key."""
        self.focus()
        self.page.keyboard.press(key)

    def wait_for(self) -> None:
        """It is here and can be seen; without script nothing comes later."""
        self.usable()

    def usable(self) -> Node:
        """The only one, which can be seen and takes answers."""
        node = self.node()
        assert is_visible(node), f"{self.what} cannot be seen"
        assert not is_disabled(node), f"{self.what} takes no answers"
        return node


class PlainPage(Scope):
    """The page that somebody reads. `told` hears of each answer."""

    def __init__(self, client: FlaskClient, address: str, told: Callable[[TestResponse], None]) -> None:
        self.page = self
        self.url = address
        self.root = read("")
        self.focused: Node | None = None
        """Where the keyboard is."""
        self.keyboard = Keyboard(self)
        self._client = client
        self._address = address
        self._told = told
        self._html = ""
        self.headers = Headers()
        """Of the answer that is shown."""
        self.fetched: bytes | None = None
        """The last file that was sent to be kept."""

    def _within(self) -> list[Node]:
        return [self.root]

    def goto(self, url: str) -> None:
        """Type an address; a path is one of this house."""
        self._ask("GET", urljoin(self._address, url))

    def reload(self) -> None:
        """Fetch the same address again."""
        self._ask("GET", self.url)

    def content(self) -> str:
        """The source of the page."""
        return self._html

    def press(self, node: Node) -> None:
        """Press an element, or what it stands in."""
        for one in node.above():
            if one.tag == "a" and one.get("href") is not None:
                return self._follow(one.get("href") or "")
            if one.tag == "summary" and one.parent is not None:
                return self._fold(one.parent)
            if one.tag in CONTROLS:
                return self._press_control(one)
            if one.tag == "label":
                return self._press_control(next(control for control in self.root if one in labels_of(control)))
        return None

    def _press_control(self, control: Node) -> None:
        if filling.kind_of(control) in filling.CHOSEN:
            filling.tick(control)
        elif filling.kind_of(control) == "submit":
            self._send(control)
        else:
            self.focused = control

    def _fold(self, details: Node) -> None:
        if details.attributes.pop("open", None) is None:
            details.attributes["open"] = ""

    def _follow(self, href: str) -> None:
        wanted = urljoin(self.url, href)
        there, fragment = urldefrag(wanted)
        if fragment and there == urldefrag(self.url).url:
            self.url = wanted
            self._begin_at(fragment)
            return
        self._ask("GET", wanted)

    def _send(self, button: Node) -> None:
        form = filling.form_of(button)
        assert form is not None, f"{name_of(button)} belongs to no form"
        if form.get("novalidate") is None and button.get("formnovalidate") is None:
            assert not filling.missing(form), f"a browser would not send it: {filling.missing(form)}"
        to = urljoin(self.url, button.get("formaction") or form.get("action") or self.url)
        sent = filling.sent_by(button, form)
        if (button.get("formmethod") or form.get("method") or "get").casefold() == "post":
            self._ask("POST", to, data=MultiDict(sent))
        else:
            self._ask("GET", f"{to.partition('#')[0].partition('?')[0]}?{urlencode(sent)}")

    def _ask(self, method: str, url: str, **more: Any) -> None:
        there, fragment = urldefrag(url)
        parts = urlsplit(there)
        assert f"{parts.scheme}://{parts.netloc}" == self._address, f"a request to {url}"
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        # In a thread of its own: a request of the house knows nothing of the test's own context.
        with ThreadPoolExecutor(1) as aside:
            answer = aside.submit(
                self._client.open, path, base_url=self._address, method=method, follow_redirects=True, **more
            ).result()
        self._told(answer)
        if answer.headers.get("Content-Disposition", "").startswith("attachment"):
            self.fetched = answer.get_data()
            answer.close()
            return
        self._take(answer, fragment)

    def _take(self, answer: TestResponse, fragment: str) -> None:
        last = answer.history[-1].location if answer.history else None
        self.url = answer.request.url
        self._html = answer.get_data(as_text=True)
        self.headers = answer.headers
        self.root = read(self._html)
        self._begin_at(urldefrag(last or "").fragment or fragment)

    def _begin_at(self, fragment: str) -> None:
        """Where the Tab key goes on from."""
        self.focused = next(
            (one for one in self.root if (fragment and one.get("id") == fragment) or one.get("autofocus") is not None), None
        )


class Keyboard:
    """What the keys do where no script listens."""

    def __init__(self, page: PlainPage) -> None:
        self._page = page
        self._all = False

    def press(self, key: str) -> None:
        """Press a key; those that these stories need are known."""
        here = self._page.focused
        if key == "Tab":
            self._page.focused = self._next()
        elif key == "ControlOrMeta+A":
            self._all = True
            return
        elif here is not None and key in ("ArrowUp", "ArrowDown"):
            group = filling.group_of(here)
            self._page.focused = group[(group.index(here) + (1 if key == "ArrowDown" else -1)) % len(group)]
            filling.tick(self._page.focused)
        elif here is not None and (key == "Enter" or (key == "Space" and here.tag in CONTROLS)):
            self._page.press(here)
        else:
            raise AssertionError(f"nothing hears {key}")
        self._all = False

    def type(self, words: str) -> None:
        """Type words where one is."""
        here = self._page.focused
        assert here is not None, "nothing takes what is typed"
        if here.tag == "select":
            filling.choose(here, filling.option_that_begins(here, words))
        else:
            filling.write(here, words if self._all else filling.value_of(here) + words)
        self._all = False

    def _next(self) -> Node | None:
        everything = list(self._page.root)
        here = next((number for number, one in enumerate(everything) if one is self._page.focused), -1)
        return next((one for one in everything[here + 1 :] if _is_stop(one)), None)


def _is_stop(node: Node) -> bool:
    """Whether the Tab key stops there."""
    if not (node.tag in (*CONTROLS, "summary") or (node.tag == "a" and node.get("href") is not None) or node.get("tabindex")):
        return False
    if node.get("tabindex") == "-1" or is_disabled(node) or not is_visible(node):
        return False
    if filling.kind_of(node) != "radio":
        return True
    group = filling.group_of(node)
    return node is next((one for one in group if one.get("checked") is not None), group[0])


class Told:
    """What is expected of something that a plain page shows."""

    def __init__(self, found: Found) -> None:
        self._found = found

    def to_be_visible(self) -> None:
        """It is here and can be seen."""
        assert is_visible(self._found.node()), f"{self._found.what} cannot be seen"

    def to_have_text(self, words: Words, **_how: bool) -> None:
        """These are its words."""
        said = self._found.inner_text()
        assert fits(said, words, exact=True), f"{self._found.what} says “{said}”, not {words}: {text(self._found.page.root)[:1500]}"

    def to_contain_text(self, words: str) -> None:
        """These are among its words."""
        assert " ".join(words.split()) in self._found.inner_text(), self._found.inner_text()

    def not_to_contain_text(self, words: str) -> None:
        """These are not among its words."""
        assert " ".join(words.split()) not in self._found.inner_text(), self._found.inner_text()

    def to_have_count(self, number: int) -> None:
        """There are so many."""
        assert self._found.count() == number, f"{self._found.count()} x {self._found.what}"

    def to_have_value(self, words: str) -> None:
        """This stands in it."""
        assert self._found.input_value() == words, self._found.input_value()

    def to_be_focused(self) -> None:
        assert self._found.page.focused is self._found.node(), f"the keys go on from {self._found.page.focused}"

    def to_be_checked(self) -> None:
        """It is ticked or chosen."""
        assert self._found.is_checked(), f"{self._found.what} is not chosen"

    def to_have_attribute(self, name: str, words: str) -> None:
        """It has this attribute."""
        assert self._found.get_attribute(name) == words


def read_as(app: Flask, token: str = "") -> PlainPage:
    """A page for whoever has this session; without one, for nobody."""
    client = app.test_client()
    if token:
        client.set_cookie("dayroom-session", token)
    return PlainPage(client, "http://localhost", lambda _answer: None)


def expect(what: Any) -> Any:
    """Playwright's `expect`, for plain pages as well."""
    return Told(what) if isinstance(what, Found) else expect_in_browser(what)
