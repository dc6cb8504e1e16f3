"""A real browser for tests: Chromium where it is found, an app served on loopback, and axe-core for accessibility."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

from tests.available import chromium_path

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
KINDS = (Path(__file__).parent / "kinds.js").read_text("utf-8")


@dataclass(frozen=True)
class View:
    """One way of looking at a page."""

    name: str
    width: int
    scheme: str = "light"
    contrast: str = "no-preference"


VIEWS = (
    View("light-1280", 1280),
    View("dark-1280", 1280, "dark"),
    View("contrast-1280", 1280, contrast="more"),
    View("light-390", 390),
    View("dark-390", 390, "dark"),
    View("light-320", 320),
)
"""The six views in which every page must hold."""
THREE = (VIEWS[5], VIEWS[4], VIEWS[2])
"""Light and as narrow as it gets, dark on a phone, with more contrast and wide."""

OF_COLOURS = ("color-contrast", "link-in-text-block")
SETTLED = """width => document.fonts.ready.then(() => new Promise(done => {
    const look = frames => requestAnimationFrame(() => innerWidth === width || frames === 0 ? done() : look(frames - 1));
    look(20);
}))"""
"""One frame of the new width: what listens to the window has heard of it by then, and styles are computed when they are asked for."""
RUN_AXE = """([rules, without]) => axe.run(document, rules.length
    ? {resultTypes: ['violations'], preload: false, runOnly: {type: 'rule', values: rules}}
    : {resultTypes: ['violations'], preload: false, rules: {
        'target-size': {enabled: true}, ...Object.fromEntries(without.map(rule => [rule, {enabled: false}]))}}
    ).then(answer => answer.violations)"""
"""Only violations are listed in full: a selector for each element that is well costs a fifth of the whole."""
RUN_ON_NEW = """([fresh, rules]) => {
    const {kinds, kindOf} = window.__kinds, isNew = new Set(fresh);
    const include = fresh.flatMap(kind => kinds.get(kind)).filter(element => !isNew.has(kindOf.get(element.parentElement)));
    const only = rules.length ? {runOnly: {type: 'rule', values: rules}} : {rules: {'target-size': {enabled: true}}};
    return axe.run({include}, {resultTypes: ['violations'], preload: false, ...only}).then(answer => answer.violations);
}"""
"""What lies inside something of a new kind is of a new kind itself: the outermost are enough."""


def chromium() -> str:
    """Where Chromium is on this machine; skips the test when it is not."""
    found = chromium_path()
    if found is None:
        pytest.skip("Chromium is not here")
    return str(found)


WITHOUT = (
    # What Playwright switches off itself; Chromium heeds only the last list that it is given, so it stands here again.
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter"),
    *("NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
    # Each window would load two pages of Chromium's own for an address bar that nobody sees: a second of CPU for each session.
    *("WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup"),
    # A frame made anew for the next page of the same site: a sixth of what it costs to open a page.
    "RenderDocument",
    # A process made ready for a site that nobody here goes to.
    "SpareRendererForSitePerProcess",
)
"""What Chromium does without here."""
ARGUMENTS = (
    *("--no-sandbox", "--disable-dev-shm-usage", f"--disable-features={','.join(WITHOUT)}"),
    # No script here runs long enough to repay the two slowest and best of its compilers: a tenth of what pages cost, each.
    "--js-flags=--no-turbofan --no-maglev",
)

PATIENCE = 30_000
"""Milliseconds that something may take to be seen: what is expected is there in a moment, but on a machine that does much else."""

_opened: list[tuple[Playwright, Browser, BaseWSGIServer]] = []
"""The one browser of this process: Playwright's plain interface runs once at a time, and starting Chromium is slow. With it the server
of the page on which sessions wait for whoever comes next."""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless Chromium, shared by everybody in this process; the sessions that were begun in it are closed at the end."""
    path = chromium()
    if not _opened:
        playwright = sync_playwright().start()
        waiting_room = make_server("127.0.0.1", 0, _empty_page, threaded=True)
        threading.Thread(target=waiting_room.serve_forever, daemon=True).start()
        _opened.append((playwright, playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS]), waiting_room))
        expect.set_options(timeout=PATIENCE)
    browser = _opened[0][1]
    others = list(browser.contexts)
    yield browser
    spare = [page.context for pages in _spare.values() for page in pages]
    for context in browser.contexts:
        if context not in (*others, *spare):
            context.close()


def close_browser() -> None:
    """End the browser, if anybody opened it; called once, when the session is over."""
    for pages in _spare.values():
        pages.clear()
    while _opened:
        playwright, browser, waiting_room = _opened.pop()
        browser.close()
        playwright.stop()
        waiting_room.shutdown()
        waiting_room.server_close()


def _empty_page(_environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<!doctype html><title></title>"]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """`app` on a free loopback port; gives its address without a slash at the end."""
    # A line for each request, formatted with colours, is read by nobody.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    while_served = WhileServed(app)
    server = make_server("127.0.0.1", 0, while_served, threaded=True)
    # It looks so often whether it is to end: with half a second each test would wait a quarter of one for nothing.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        while_served.end()
        server.server_close()


class WhileServed:
    """An app for as long as it is served. What a page sends as it is left may come later than all that its test waits for, and would
    write into the community of the next one."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.is_over = False
        self.under_way = 0
        self._changed = threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        with self._changed:
            if self.is_over:
                start_response("503 Service Unavailable", [])
                return []
            self.under_way += 1
        try:
            return self.app(environ, start_response)
        finally:
            with self._changed:
                self.under_way -= 1
                self._changed.notify_all()

    def end(self) -> None:
        """Let in nobody more; returns when everybody has been answered."""
        with self._changed:
            self.is_over = True
            assert self._changed.wait_for(lambda: not self.under_way, 60), "somebody is not answered"


def seen_as(browser: Browser, view: View, **more: Any) -> BrowserContext:
    """A fresh session that looks as `view` says. `more` goes to Playwright (java_script_enabled=False, …)."""
    scheme: Any = view.scheme
    contrast: Any = view.contrast
    return browser.new_context(
        viewport={"width": view.width, "height": 900}, color_scheme=scheme, contrast=contrast, **more
    )


_spare: dict[bool, list[Page]] = {True: [], False: []}
"""Sessions whose people went home, by whether they run scripts. A fresh one costs a process and all of what it loads at first."""
MOST_SPARE = 6


def borrow(browser: Browser, view: View, *, script: bool = True) -> Page:
    """A page in a session that nobody is signed in to, as `seen_as` makes them, perhaps used before. Give it back at the end.

    Whoever changes the session itself (its clock, its routes, scripts that begin with each page) takes one of `seen_as` instead.
    """
    page = _spare[script].pop() if _spare[script] else seen_as(browser, view, java_script_enabled=script).new_page()
    scheme: Any = view.scheme
    contrast: Any = view.contrast
    page.set_viewport_size({"width": view.width, "height": 900})
    page.emulate_media(color_scheme=scheme, contrast=contrast, reduced_motion="no-preference")
    return page


def give_back(page: Page, *, script: bool = True) -> None:
    """Forget who was here: other tabs, cookies and what scripts kept. Whoever listened to the page has stopped already."""
    context = page.context
    if len(_spare[script]) >= MOST_SPARE:
        context.close()
        return
    for other in context.pages:
        if other is not page:
            other.close()
    context.clear_cookies()
    if script and page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    # A page of the same site as all that is served here: for about:blank, and for what follows it, Chromium begins a process anew each.
    page.goto(f"http://127.0.0.1:{_opened[0][2].server_port}/")
    _spare[script].append(page)


@contextmanager
def session(browser: Browser, view: View, *, script: bool = True) -> Iterator[Page]:
    """A borrowed page for a while; what fails leaves a session that nobody uses again."""
    page = borrow(browser, view, script=script)
    try:
        yield page
    except BaseException:
        page.context.close()
        raise
    give_back(page, script=script)


def come_as(page: Page, address: str, token: str = "") -> None:
    """Be whoever has the session `token` at `address` from now on; without one, nobody."""
    page.context.clear_cookies()
    if token:
        page.context.add_cookies([{"name": "dayroom-session", "value": token, "url": address}])


def axe_findings(page: Page, rules: tuple[str, ...] = (), *, without: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds wrong with the page as it stands, one line each; target sizes included. `rules`: these alone."""
    return _asked(page, RUN_AXE, [list(rules), list(without)])


def _asked(page: Page, question: str, about: Any) -> list[str]:
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(question, about)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def look_as(page: Page, view: View) -> None:
    """Look at the page that is open as `view` says, once it has settled."""
    turn_to(page, view)
    page.evaluate(SETTLED, view.width)


def turn_to(page: Page, view: View) -> None:
    """Show the page as `view` says from now on."""
    scheme: Any = view.scheme
    contrast: Any = view.contrast
    page.set_viewport_size({"width": view.width, "height": 900})
    # Without motion: colours that are still changing between two views would be measured half-way.
    page.emulate_media(color_scheme=scheme, contrast=contrast, reduced_motion="reduce")


class Looked:
    """What was looked at in this run, by whichever of its processes: a file of lines that each adds to."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._seen: set[str] = set()
        self._read = 0

    def seen(self, about: str, things: Iterable[str]) -> set[str]:
        """Those of the things that nobody looked at `about` this before; from now on somebody did."""
        self._hear()
        new = {thing for thing in things if f"{about} {thing}" not in self._seen}
        if new:
            with self.file.open("a", encoding="utf-8") as file:
                file.write("".join(f"{about} {thing}\n" for thing in new))
        return new

    def is_new(self, thing: str) -> bool:
        """Whether nobody looked at this page before; from now on somebody did."""
        return bool(self.seen("page", [thing]))

    def _hear(self) -> None:
        """What others, and this process, wrote since."""
        with self.file.open("a+b") as file:
            file.seek(self._read)
            lines, end, _ = file.read().rpartition(b"\n")
        self._read += len(lines) + len(end)
        self._seen.update(lines.decode().split("\n"))


_looks: list[Looked] = []
"""That of this run; `look_in_this_run` begins it."""


def look_in_this_run(file: Path) -> None:
    """From now on what was looked at stands in this file, which all processes of the run have in common."""
    _looks[:] = [Looked(file)]


def looked() -> Looked:
    """What was looked at in this run."""
    return _looks[0]


def kind_of_page(page: Page) -> str:
    """Its address without the numbers and keys that say which of its kind it is."""
    return re.sub(r"\d+(-[\w-]+)?|(?<=drafts/)[\w-]{16,}", "*", urlsplit(page.url).path)


def faults_in_views(page: Page, *, known: bool | None = None) -> list[str]:
    """What is wrong with the page as it stands: what axe-core finds, and pixels that it is wider than its window, with the view.

    Looked at in three of the six views, which have every set of colours and the two widths that differ most. As narrow as it gets, the
    whole page is asked about; colours, and how things stand when it is wide, are asked about where the page shows a kind of thing that
    nobody looked at before in this run (`kinds.js`): headers, lists and buttons are the same on each page. Where the whole of such
    a page was looked at before, in another state or by somebody else (`known`, by default by its address), only what is of a new kind is
    asked about, with every rule and in the three views. With SIX_VIEWS=1 in the environment everything is asked in all six.
    """
    if os.environ.get("SIX_VIEWS"):
        return [fault for view in VIEWS for fault in _faults(page, view, axe_findings)]
    narrow, dark, wide = THREE
    if known is None:
        known = not looked().is_new(f"whole {kind_of_page(page)}")
    look_as(page, narrow)
    kinds = page.evaluate(KINDS)
    new, in_colours = looked().seen("narrow", kinds), looked().seen("colours", kinds)
    if known and not new:
        return _too_wide(page, narrow)
    if known:
        found = _asked(page, RUN_ON_NEW, [list(new), []])
    else:
        # Asking about colours alone afterwards would take longer than asking about them on all of the page at once.
        found = axe_findings(page, without=() if in_colours else OF_COLOURS)
    return [
        *(f"{narrow.name}: {fault}" for fault in found),
        *_too_wide(page, narrow),
        *_faults(page, dark, lambda page: _faults_of_new(page, OF_COLOURS)),
        *_faults(page, wide, lambda page: _faults_of_new(page, ())),
    ]


def _faults(page: Page, view: View, look: Callable[[Page], list[str]]) -> list[str]:
    look_as(page, view)
    return [f"{view.name}: {found}" for found in look(page)] + _too_wide(page, view)


def _too_wide(page: Page, view: View) -> list[str]:
    wide = sideways(page)
    return [f"{view.name}: {wide} px too wide"] if wide else []


def _faults_of_new(page: Page, rules: tuple[str, ...]) -> list[str]:
    """What is wrong with things of kinds (which include their colours) that nobody held against these rules before."""
    fresh = looked().seen("colours" if rules else "wide", page.evaluate(KINDS))
    return _asked(page, RUN_ON_NEW, [list(fresh), list(rules)]) if fresh else []


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 when nothing scrolls sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide
