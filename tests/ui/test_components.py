"""Every component, in the real layouts and sheet: what it says without a browser, and how it stands in one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from tests.browser import VIEWS, View, faults_in_views, look_as, open_browser, seen_as, served, session
from tests.ui.gallery import gallery

PAGES = ("components", "components?wrong=1&said=1", "components?visitor=1&text_size=larger", "desk")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(gallery()) as where:
        yield where


@pytest.fixture
def visit() -> FlaskClient:
    return gallery().test_client()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with session(browser, VIEWS[0]) as borrowed:
        yield borrowed


def _open(page: Page, address: str, path: str, view: View = VIEWS[0]) -> Page:
    page.goto(f"{address}/{path}")
    look_as(page, view)
    return page


def test_every_component_is_accessible_and_fits(browser: Browser, address: str) -> None:
    with session(browser, VIEWS[0]) as page:
        for path in PAGES:
            page.goto(f"{address}/{path}")
            assert faults_in_views(page) == [], path


def test_a_page_asks_for_nothing_that_fails_and_nothing_from_elsewhere(browser: Browser, address: str) -> None:
    page = seen_as(browser, VIEWS[0]).new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("response", lambda answer: asked.append(answer.url) if answer.ok else wrong.append(answer.url))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(f"{address}/components")
    page.wait_for_load_state("networkidle")
    assert wrong == []
    assert all(url.startswith(address) for url in asked)
    kinds = {url.rsplit(".", 1)[-1] for url in asked if "/assets/" in url}
    assert {"css", "js", "woff2", "svg"} <= kinds


def test_what_can_be_pressed_is_44_pixels_high(page: Page, address: str) -> None:
    _open(page, address, "components", VIEWS[3])
    small = page.evaluate(
        """() => [...document.querySelectorAll(`.button, .input:not(textarea), .choice, .switch, summary, .top__nav a, .tabs a,
             .crumbs a, .rooms a, .foot__links a`)].map(e => [e.className || e.textContent, e.getBoundingClientRect().height])
             .filter(([, height]) => height > 0 && height < 44)"""
    )
    assert small == []


def test_the_chosen_theme_wins_over_the_device(page: Page, address: str) -> None:
    dark_device = VIEWS[1]
    paper = "getComputedStyle(document.body).backgroundColor"
    device = _open(page, address, "components", dark_device).evaluate(paper)
    chosen = _open(page, address, "components?theme=light", dark_device).evaluate(paper)
    light = _open(page, address, "components").evaluate(paper)
    assert chosen == light != device


def test_high_contrast_can_be_chosen_without_the_device_asking(page: Page, address: str) -> None:
    ink = "getComputedStyle(document.body).color"
    assert _open(page, address, "components?contrast=more").evaluate(ink) == "rgb(0, 0, 0)"
    assert _open(page, address, "components").evaluate(ink) != "rgb(0, 0, 0)"


def test_larger_text_grows_everything(page: Page, address: str) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.post__body p')).fontSize)"
    usual, larger = (_open(page, address, path).evaluate(size) for path in ("components", "components?text_size=larger"))
    assert larger / usual == pytest.approx(156.25 / 112.5, rel=0.01)


def test_a_switch_saves_itself_and_says_so(page: Page, address: str) -> None:
    _open(page, address, "components")
    box = page.get_by_role("switch", name="Follow this discussion")
    save = page.locator("form[data-switch] button")
    expect(save).to_be_hidden()
    box.check()
    expect(page.get_by_role("status")).to_contain_text("You follow it now.")
    expect(box).to_be_checked()


def test_a_switch_has_a_button_without_javascript(browser: Browser, address: str) -> None:
    with session(browser, VIEWS[0], script=False) as page:
        page.goto(f"{address}/components")
        page.get_by_role("switch", name="Follow this discussion").check()
        page.get_by_role("button", name="Save (Follow this discussion)").click()
        expect(page.get_by_role("status")).to_contain_text("You follow it now.")


def test_the_keyboard_meets_the_skip_link_first_and_lands_on_the_page(page: Page, address: str) -> None:
    _open(page, address, "components")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_wrong_form_says_what_to_change_and_keeps_what_was_typed(visit: FlaskClient) -> None:
    text = visit.get("/components?wrong=1").text
    assert "things need changing" in text
    assert '<a href="#name">Write the name that people will see.</a>' in text
    assert '<a href="#audience-0">Choose who can read it.</a>' in text
    assert 'aria-describedby="name-hint name-error" aria-invalid="true"' in text.replace("  ", " ")
    assert "Bring slippers." in visit.get("/components").text


def test_nobody_new_shows_no_zero(visit: FlaskClient) -> None:
    text = visit.get("/components").text
    assert ">0<" not in text
    assert '<span class="count">3<span class="sr"> new</span></span>' in text


def test_a_number_that_cannot_be_dialled_is_no_link(visit: FlaskClient) -> None:
    text = visit.get("/components").text
    assert '<a href="tel:116123">116\u00a0123</a>' in text
    assert "<strong>text HELLO to 85258</strong>" in text


def test_help_stands_in_the_header_and_first_in_the_footer(visit: FlaskClient) -> None:
    text = visit.get("/components").text
    assert 'class="button button--help" href="/help"' in text
    footer = text.split("<footer", 1)[1]
    assert footer.index("In danger") < footer.index("Guidelines")
    assert 'href="tel:112"' in footer
    assert 'href="tel:08081570460"' in footer


def test_names_are_shown_as_text_whatever_they_contain(visit: FlaskClient) -> None:
    evil = gallery(organisation="<script>alert(1)</script>").test_client()
    assert "<script>alert" not in evil.get("/components").text


@pytest.mark.parametrize("name", ["401", "403", "404", "409", "422", "429", "500", "503", "form-expired"])
def test_error_pages_are_whole_pages_with_help_and_one_heading(visit: FlaskClient, name: str) -> None:
    for who in ("", "?visitor=1"):
        text = visit.get(f"/errors/{name}{who}").text
        assert text.count("<h1>") == 1
        assert "Help now" in text


def test_a_missing_page_offers_a_visitor_to_sign_in_and_come_back(visit: FlaskClient) -> None:
    text = visit.get("/errors/404?visitor=1").text
    assert 'href="/sign-in?next=%2Ferrors%2F404' in text or 'href="/sign-in?next=/errors/404' in text
    assert "/sign-in" not in visit.get("/errors/404").text


def test_a_form_that_could_not_be_taken_gives_the_words_back_but_no_secret(visit: FlaskClient) -> None:
    text = visit.post("/errors/form-expired", data={"body": "Bring <b>slippers</b>.", "password": "hunter22"}).text
    assert "Bring &lt;b&gt;slippers&lt;/b&gt;." in text
    assert "hunter22" not in text


def test_a_form_from_elsewhere_is_not_led_back_there(visit: FlaskClient) -> None:
    text = visit.post("/errors/form-expired", headers={"Referer": "https://elsewhere.example/trap"}).text
    assert "elsewhere.example" not in text
