"""That looking at a page in its views finds what is wrong, also on the second page of a kind that was looked at before."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import VIEWS, faults_in_views, open_browser, session

PAGE = """<!doctype html><html lang="en"><head><title>A page</title><style>
body {{ color: #222; background: #fff }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #111 }} .pale {{ color: #333 }} }}
@media (prefers-contrast: more) {{ .faint {{ color: #ccc }} }}
@media (min-width: 600px) {{ .small {{ display: inline-block; width: 9px; height: 9px; overflow: hidden }} }}
.broad {{ width: 900px }}
</style></head><body><main><h1>A page</h1><p>Words that everybody can read.</p>{more}</main></body></html>"""


def _faults(page: Page, more: str = "", *, known: bool = False) -> list[str]:
    page.set_content(PAGE.format(more=more))
    return [fault.partition(" ")[0] + " " + fault.split(": ")[1] for fault in faults_in_views(page, known=known)]


def test_what_is_wrong_is_found_in_the_view_that_has_it() -> None:
    with open_browser() as browser, session(browser, VIEWS[0]) as page:
        assert _faults(page) == []
        assert _faults(page, '<p class="pale">Dark on dark.</p>') == ["dark-390: color-contrast"]
        assert _faults(page, '<p class="faint">Faint when more was asked for.</p>') == ["contrast-1280: color-contrast"]
        # What is wrong and looks as always is found each time: as narrow as it gets, the whole page is asked.
        first, second = (_faults(page, "<p><button></button> No name.</p>") for _ in range(2))
        assert (first, second) == (["light-320: button-name", "contrast-1280: button-name"], ["light-320: button-name"])
        small = '<p><button class="small">One</button><button class="small">Two</button></p>'
        assert set(_faults(page, small)) == {"contrast-1280: target-size"}
        assert _faults(page, '<p class="broad">Wide.</p>') == ["light-320: 588 px too wide", "dark-390: 518 px too wide"]
        # The same class in other colours is another kind of thing.
        assert _faults(page, '<p style="color: #ddd">Light on light.</p>')[0] == "light-320: color-contrast"
        # On a page whose whole was looked at, what is new is asked about, with all rules and in every view.
        nameless = ["light-320: button-name", "contrast-1280: button-name"]
        assert _faults(page, '<p>Words.</p><p class="fresh"><button class="fresh"></button></p>', known=True) == nameless
        assert _faults(page, '<p class="pale late">Dark on dark.</p>', known=True) == ["dark-390: color-contrast"]
        assert _faults(page, '<p><button aria-label=""></button></p>', known=True)[0] == "light-320: button-name"
        assert _faults(page, '<div class="broad">Wide.</div>', known=True)[0] == "light-320: 588 px too wide"
        assert _faults(page, "<p>Words.</p>", known=True) == []
