"""Text becomes HTML that can do nothing but be read, in bounded time and size."""

from __future__ import annotations

import re
import threading
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import markup
from app.core.markup import ATTRIBUTES, LONGEST_HTML, LONGEST_TEXT, SCHEMES, TAGS, TooLong, clean, quoted, render

ATTACKS = [
    ("<script>alert(1)</script>", "a script"),
    ("<ScRiPt src=//evil.example></sCrIpT>", "a script in odd letters"),
    ("<scr<script>ipt>alert(1)</scr</script>ipt>", "a script inside a script"),
    ("<img src=x onerror=alert(1)>", "an image with a handler"),
    ("![x](https://evil.example/pixel.png)", "a picture that tells who reads"),
    ("[x](javascript:alert(1))", "a javascript address"),
    ("[x](JaVaScRiPt:alert(1))", "in odd letters"),
    ("[x](java\tscript:alert(1))", "with a tab"),
    ("[x](&#106;avascript:alert(1))", "with an entity"),
    ("[x](javascript&colon;alert(1))", "with a named entity"),
    ("[x](\x01javascript:alert(1))", "with a control character"),
    ("[x](data:text/html;base64,PHNjcmlwdD4=)", "a data address"),
    ("[x](vbscript:msgbox)", "a vbscript address"),
    ("[x](file:///etc/passwd)", "a file address"),
    ("[x](blob:https://x)", "a blob address"),
    ("<a href='javascript:123'>x</a>", "raw HTML"),
    ("<svg onload=alert(1)>", "svg"),
    ("<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>", "a link in svg"),
    ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "math and style"),
    ("<style>*{background:url(//evil.example)}</style>", "a style sheet"),
    ("<p style='background:url(//evil.example)'>x</p>", "a style attribute"),
    ("<form action=//evil.example><input name=password></form>", "a form"),
    ("<iframe src=//evil.example></iframe>", "a frame"),
    ("<object data=//evil.example></object><embed src=//evil.example>", "an object"),
    ("<base href=//evil.example>", "a base"),
    ("<meta http-equiv=refresh content=0>", "a redirect"),
    ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "noscript"),
    ("<!--><img src=x onerror=alert(1)>-->", "a comment"),
    ("<![CDATA[<script>alert(1)</script>]]>", "CDATA"),
    ("`<script>` and ```\n<img src=x onerror=alert(1)>\n```", "code"),
    ("> <script>alert(1)</script>", "in a quote"),
    ("| a |\n|---|\n| <img src=x onerror=alert(1)> |", "in a table"),
    ("[x](https://a.example 'title\" onmouseover=\"alert(1)')", "out of a title"),
    ('[x](https://a.example/"onmouseover="alert(1))', "out of an address"),
    ("<details open ontoggle=alert(1)>", "an element with a handler"),
    ("\u2028<script>alert(1)</script>", "after a line separator"),
    ("<a\x00 href=javascript:alert(1)>x</a>", "with a null"),
]


class Reader(HTMLParser):
    """Reads HTML as a browser would and notes what is not allowed in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name != "rel" and name not in ATTRIBUTES.get(tag, set()):
                self.wrong.append(f"{tag} {name}")
            if name == "href":
                scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", value or "").lower())
                if scheme and scheme.group(1) not in SCHEMES:
                    self.wrong.append(f"{tag} href={value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("a declaration")


def wrongs(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.wrong


@pytest.mark.parametrize("text, what", ATTACKS)
def test_nothing_in_a_post_can_do_anything(text: str, what: str) -> None:
    assert wrongs(render(text).html) == [], what
    assert wrongs(render(text, plain=True).html) == [], what
    assert wrongs(clean(text)) == [], what


def test_the_reader_of_these_tests_sees_an_attack() -> None:
    assert wrongs("<p onclick=x><script>") == ["p onclick", "<script>"]
    assert wrongs("<a href='java\tscript:x'>") != []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>\"'&;:/()[]!`*_|-\\ \n\tabjavscriptonerrdt=#@\x00")), max_size=120))
def test_no_text_whatever_becomes_live_html(text: str) -> None:
    assert wrongs(render(text).html) == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"ab &;\"'\n\t*_`~#[](){}!:/@\\",
                *"<>\x01\x0c\r\x7f\x85\xa0\xad\u200b\u2028\u202e\ufeff\ufdd0\ufffe",
                "\U0001f600",
            ]
            + ["**", "a.b", "\n\n", "&amp;", "&nbsp;", "&#39;", "<p>", "</p>", "<em>", "</em>", "<br />"]
        ),
        max_size=30,
    )
)
def test_what_is_plain_enough_not_to_be_cleaned_is_what_cleaning_would_make_of_it(parts: list[str]) -> None:
    for html in (markup._markdown_html("".join(parts)), f"<p>{''.join(parts)}</p>"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(markup, "_PLAIN", re.compile(r"(?!)"))
            cleaned = clean(html)
        assert clean(html) == cleaned


def test_a_post_of_paragraphs_and_stress_needs_no_cleaning() -> None:
    assert markup._PLAIN.fullmatch(markup._markdown_html('One & "two"\nthree\n\n**Four** and *five*, 6 < 7.'))
    for html in (
        "<p class=a>b</p>",
        "<p>a<p>b</p>",
        "<p><em>a<strong>b</em></strong></p>",
        "<p>&nbsp;</p>",
        "<p>a</p>b",
    ):
        assert not markup._PLAIN.fullmatch(html)


@pytest.mark.parametrize(
    "text, html",
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("**strong** and *quiet* and ~~gone~~", "<strong>strong</strong> and <em>quiet</em> and "),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c", '<ol start="3">'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("# Loud", "<h4>Loud</h4>"),
        ("###### Small", "<h6>Small</h6>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>1</td>"),
        ("see https://nhs.example/af", 'href="https://nhs.example/af"'),
        ("[ring](tel:116123)", 'href="tel:116123"'),
        ("less < more & so on", "less &lt; more &amp; so on"),
    ],
)
def test_what_people_mean_is_shown(text: str, html: str) -> None:
    assert html in render(text).html


def test_a_link_leads_out_without_recommending_and_without_telling() -> None:
    html = render("[a page](https://a.example)").html
    rel = re.search(r'rel="([^"]+)"', html)
    assert rel is not None
    assert {"nofollow", "ugc", "noopener"} <= set(rel.group(1).split())


def test_plain_text_keeps_its_paragraphs_and_means_nothing_else() -> None:
    html = render("First *not* strong\nsecond\n\n# Not a heading <b>", plain=True).html
    assert html == "<p>First *not* strong<br>second</p><p># Not a heading &lt;b&gt;</p>"


def test_the_words_alone_are_kept_for_excerpts_and_checks() -> None:
    words = render("# Hello\n\nI am **here** & well\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |").words
    assert words.startswith("Hello I am here & well one two")
    assert "<" not in words


@pytest.mark.parametrize(
    "text, handles",
    [
        ("@ana and @Ana again, @samuel.", ("ana", "samuel")),
        ("write to ana@example.org", ()),
        ("see a.example/@ana", ()),
        ("@-no @no-", ()),
        ("(@maren-two)", ("maren-two",)),
        ("@" + "a" * 41, ()),
    ],
)
def test_mentions_are_handles_and_no_mail_addresses(text: str, handles: tuple[str, ...]) -> None:
    assert markup.mentions_in(text) == handles


def test_at_most_twenty_people_are_mentioned_at_once() -> None:
    assert len(markup.mentions_in(" ".join(f"@m{number}" for number in range(50)))) == 20


def test_a_quote_says_whose_words_it_has_and_stays_a_quote() -> None:
    html = render(quoted("one\n\ntwo", "Maren") + "mine").html
    quote, _, rest = html.partition("</blockquote>")
    assert "<strong>Maren</strong> wrote:" in quote
    assert "one" in quote
    assert "two" in quote
    assert rest.strip() == "<p>mine</p>"


@pytest.mark.parametrize(
    "text, what",
    [
        ("x" * (LONGEST_TEXT + 1), "text"),
        ("é" * (LONGEST_TEXT // 2 + 1), "text"),
        ("|a" * 13 + "|\n" + "|-" * 13 + "|\n", "table"),
        ("|a|b|\n|-|-|\n" + "|1|2|\n" * 200, "table"),
        ("a|b\n-|-\n" + "no bar at all\n" * 200, "table"),
        ("> a|b\n> -|-\n" + "> x|\n" * 200, "table"),
    ],
)
def test_what_is_too_large_is_refused_by_name(text: str, what: str) -> None:
    with pytest.raises(TooLong) as refused:
        render(text)
    assert refused.value.what == what


def test_bars_that_are_no_table_are_nobody_s_business() -> None:
    assert "||||" in render("|" * 40 + "\n" + "a | b | c\n\n" * 300).html


MONSTERS = {
    "brackets": "[" * LONGEST_TEXT,
    "nested quotes": ">" * LONGEST_TEXT,
    "nested lists": "".join(" " * depth + "- x\n" for depth in range(200)),
    "stars": "*a **b " * (LONGEST_TEXT // 8),
    "underscores": "_" * LONGEST_TEXT,
    "backticks": "`" * LONGEST_TEXT,
    "odd backticks": "".join("`" * (number % 60) + " " for number in range(1000))[:LONGEST_TEXT],
    "ampersands": "&" * LONGEST_TEXT,
    "angle brackets": "<" * LONGEST_TEXT,
    "links": "[a](<b" * (LONGEST_TEXT // 6),
    "definitions": "".join(f"[a{number}]: /x\n" for number in range(2000))[:LONGEST_TEXT],
    "wide table": ("|a" * 12 + "|\n" + "|-" * 12 + "|\n" + "|\n" * 190)[:LONGEST_TEXT],
    "bare pipes": "a|\n-|\n" + "x|\n" * 10_000,
    "rows without a bar": "a|b\n-|-\n" + "x\n" * 16_000,
    "wide head": "|a" * 5000 + "|\n" + "|-" * 5000 + "|\n" + "|\n" * 800,
    "many tables": "a|b\n-|-\nx|y\n\n" * 2300,
    "addresses": "a@b.co " * (LONGEST_TEXT // 7),
    "web addresses": "www.a.b/( " * (LONGEST_TEXT // 10),
    "mentions": "@a " * (LONGEST_TEXT // 3),
    "entities": "&lt;" * (LONGEST_TEXT // 4),
    "newlines": "\n" * LONGEST_TEXT,
    "words": "a word " * (LONGEST_TEXT // 7),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_of_32_kilobytes_is_bounded_in_size_and_in_what_it_costs_beside_plain_words(name: str) -> None:
    html, cost = _rendered(MONSTERS[name])
    assert len(html) <= LONGEST_HTML * 2
    assert wrongs(html) == []
    # The worst cost some 40 times what as many plain words do; what grew with the square would cost thousands.
    assert cost < 400 * min(_rendered(MONSTERS["words"])[1] for _ in range(2))


def _rendered(text: str) -> tuple[str, float]:
    """The HTML ('' when it is refused), and the processor's time, which does not know how busy the machine is."""
    began = time.process_time()
    try:
        html = render(text).html
    except TooLong:
        html = ""
    return html, time.process_time() - began


def test_threads_do_not_disturb_each_other() -> None:
    expected = render("**a** [b](https://c.example)").html
    answers: list[str] = []

    def work() -> None:
        answers.extend(render("**a** [b](https://c.example)").html for _ in range(30))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 180
