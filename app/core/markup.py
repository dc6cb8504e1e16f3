"""Text that people write becomes safe HTML here, once, when it is written. The only import of bleach and nh3.

markdown-it makes the HTML (raw HTML off), bleach and then nh3 clean it: bleach is no longer maintained and lets some `href`s
through, nh3 behind it costs 0.03 ms. Plain paragraphs need neither. Sizes are capped before rendering, since a 2.3 KB table can become
660 KB of HTML.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from html import escape

import bleach
import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.linkify import linkify
from markdown_it.token import Token

LONGEST_TEXT = 32 * 1024
"""Bytes of UTF-8 that a post may have."""
LONGEST_HTML = 256 * 1024
MOST_COLUMNS = 12
MOST_ROWS = 200

TAGS = frozenset("p br hr em strong del code pre blockquote ul ol li a h3 h4 h5 h6 table thead tbody tr th td".split())
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
LONGEST_ADDRESS = 2048
_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(https?|ftp)$", re.IGNORECASE)
_WORDS = r"(?:[^<>&\x00-\x08\x0b-\x1f\x7f-\xa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]++|&(?:amp|lt|gt|quot);)"
_PLAIN = re.compile(f"(?:<p>(?:{_WORDS}|<br />|<(em|strong)>{_WORDS}*+</\\1>)*+</p>\\n?)*+")
"""HTML that needs no cleaning: paragraphs of words, with line ends, stress and nothing in them that has a name, a value or a meaning of
its own. Each character is looked at once."""
MENTION = re.compile(r"(?<![\w@/.])@([a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?)(?![\w@-])", re.IGNORECASE)

_local = threading.local()


class TooLong(ValueError):
    """The text, or a table in it, is larger than what can be shown. `what` is `text`, `table` or `html`."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Rendered:
    """What is stored beside the text: clean HTML, the words alone, and the handles it mentions (lower case, in order)."""

    html: str
    words: str
    mentions: tuple[str, ...]


def render(text: str, *, plain: bool = False) -> Rendered:
    """Clean HTML of `text`: Markdown, or with `plain` paragraphs of plain text (imports of version 1).

    Raises TooLong above the limits of this module.
    """
    _check_size(text)
    text = text.replace("\x00", "")
    raw = _plain_html(text) if plain else _markdown_html(text)
    if len(raw) > LONGEST_HTML:
        raise TooLong("html")
    html = clean(raw)
    return Rendered(html, words_of(html), mentions_in(text))


def clean(html: str) -> str:
    """`html` with only the tags, attributes and schemes of this module; links carry rel="nofollow ugc noopener"."""
    if _PLAIN.fullmatch(html):
        # What the two below would make of it, letter by letter: most posts are nothing else, and cleaning takes longer than Markdown.
        return html.replace("<br />", "<br>").replace("&quot;", '"')
    cleaned = _bleach_cleaner().clean(html)
    return nh3.clean(
        cleaned,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel="nofollow ugc noopener",
    )


def words_of(html: str) -> str:
    """The words of clean HTML on one line, without tags: for excerpts and checks."""
    spaced = re.sub(r"</(p|li|h[3-6]|tr|blockquote|pre)>|<br>", " ", html)
    return " ".join(_unescaped(nh3.clean(spaced, tags=set())).split())


def mentions_in(text: str) -> tuple[str, ...]:
    """Handles mentioned in `text`, lower case, each once, in order; at most 20."""
    found = dict.fromkeys(match.group(1).lower() for match in MENTION.finditer(text))
    return tuple(found)[:20]


def quoted(text: str, name: str) -> str:
    """`text` as a Markdown quote that says whose words they are; the text to put before a reply."""
    lines = "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())
    return f"> **{name}** wrote:\n>\n{lines}\n\n"


def _check_size(text: str) -> None:
    if len(text.encode()) > LONGEST_TEXT:
        raise TooLong("text")


def _markdown_html(text: str) -> str:
    return str(_markdown().render(text))


def _plain_html(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "".join(
        f"<p>{'<br>'.join(escape(line, quote=False) for line in part.splitlines())}</p>" for part in paragraphs
    )


def _markdown() -> MarkdownIt:
    if not hasattr(_local, "markdown"):
        parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20})
        parser.enable(["linkify", "table", "strikethrough"]).disable("image")
        parser.inline.ruler.at("linkify", _link_at)
        parser.core.ruler.after("block", "bounds", _bound_tables)
        parser.core.ruler.push("headings", _lower_headings)
        _local.markdown = parser
    parser_here: MarkdownIt = _local.markdown
    return parser_here


def _link_at(state: StateInline, silent: bool) -> bool:
    """Ask markdown-it for a link only where one begins: it reads all words before each `://`, 5 s for 32 KB of nothing else."""
    scheme = _SCHEME.search(state.pending[-7:]) if state.src.startswith("://", state.pos) else None
    if scheme is None or state.md.linkify is None:
        return False
    start = state.pos - len(scheme.group(1))
    # The longest address a browser takes; a look at all the rest of the text would be as slow.
    if state.md.linkify.match_at_start(state.src[start : start + LONGEST_ADDRESS]) is None:
        return False
    return linkify(state, silent)


def _bound_tables(state: object) -> None:
    """Refuse a table that is too large before its cells are read: in Markdown any line below a table is one more row of it."""
    tokens: list[Token] = state.tokens  # type: ignore[attr-defined]
    rows = columns = 0
    for token in tokens:
        if token.type == "table_open":
            rows = 0
        elif token.type == "tr_open":
            rows, columns = rows + 1, 0
        elif token.type in ("th_open", "td_open"):
            columns += 1
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise TooLong("table")


def _lower_headings(state: object) -> None:
    """A heading in a post stands below the page's own h1 and h2, and below the name of its author."""
    tokens: list[Token] = state.tokens  # type: ignore[attr-defined]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 3, 6)}"


def _bleach_cleaner() -> bleach.Cleaner:
    # A Cleaner is not thread-safe: one each thread.
    if not hasattr(_local, "cleaner"):
        _local.cleaner = bleach.Cleaner(
            tags=TAGS,
            attributes={tag: sorted(names) for tag, names in ATTRIBUTES.items()},
            protocols=SCHEMES,
            strip=True,
            strip_comments=True,
        )
    cleaner: bleach.Cleaner = _local.cleaner
    return cleaner


def _unescaped(text: str) -> str:
    for entity, char in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, char)
    return text
