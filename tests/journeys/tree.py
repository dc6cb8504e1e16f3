"""A page as its HTML says it: elements with their roles, names, labels and words, as a program that reads pages aloud takes them.

Roles and names follow WAI-ARIA as far as our pages need it. Of what a style sheet hides nothing is known; what HTML hides (`hidden`,
what is folded up, what is no text) is not visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Words = str | re.Pattern[str]

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NO_TEXT = {"script", "style", "template", "head", "title"}
CONTROLS = {"input", "select", "textarea", "button"}
ROLES = {
    "article": "article", "aside": "complementary", "button": "button", "details": "group", "dialog": "dialog", "fieldset": "group",
    "li": "listitem", "main": "main", "nav": "navigation", "ol": "list", "ul": "list", "option": "option", "select": "combobox",
    "strong": "strong", "table": "table", "textarea": "textbox", "time": "time",
}  # fmt: skip
"""Of tags that have one whatever their attributes say; `role_of` knows the others."""
INPUTS = {
    "button": "button", "checkbox": "checkbox", "number": "spinbutton", "radio": "radio", "reset": "button", "search": "searchbox",
    "submit": "button", "hidden": "", "password": "", "file": "", "date": "", "datetime-local": "", "time": "",
}  # fmt: skip
NAMED_BY_CONTENT = {"button", "checkbox", "heading", "link", "option", "radio"}
NAMED_FROM_OUTSIDE = {"section", "form"}


@dataclass(eq=False)
class Node:
    """An element; `children` are elements and pieces of text."""

    tag: str
    attributes: dict[str, str]
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """An attribute; "" for one without a value."""
        return self.attributes.get(name)

    def __iter__(self) -> Iterator[Node]:
        """Itself and everything in it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child

    def above(self) -> Iterator[Node]:
        """Itself and what it stands in, innermost first."""
        here: Node | None = self
        while here is not None:
            yield here
            here = here.parent

    def elements(self) -> list[Node]:
        """The elements directly in it."""
        return [child for child in self.children if isinstance(child, Node)]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("", {})

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attributes}, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.here = self.here.parent or self.root

    def handle_endtag(self, tag: str) -> None:
        found = next((node for node in self.here.above() if node.tag == tag), None)
        if found is not None and found.parent is not None:
            self.here = found.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def read(html: str) -> Node:
    """The page, as the element around <html>."""
    builder = _Builder()
    builder.feed(html.replace("\r\n", "\n"))
    builder.close()
    return builder.root


def tidy(words: str) -> str:
    """Words as one reads them: without the line breaks and indents of the template."""
    return " ".join(words.split())


def fits(words: str, wanted: Words, *, exact: bool = False) -> bool:
    """Whether words are those that somebody looks for: in any case and among others, unless `exact`."""
    if isinstance(wanted, re.Pattern):
        return wanted.search(words) is not None
    return words == tidy(wanted) if exact else tidy(wanted).casefold() in words.casefold()


def text(node: Node) -> str:
    """All its words, seen or not."""
    return tidy("".join(_pieces(node)))


def _pieces(node: Node) -> Iterator[str]:
    if node.tag in NO_TEXT:
        return
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _pieces(child)


def is_visible(node: Node) -> bool:
    """Whether HTML lets it be seen."""
    inner: Node | None = None
    for one in node.above():
        shut = one.tag == "details" and one.get("open") is None and inner is not None and inner is not _summary(one)
        closed = one.tag == "dialog" and one.get("open") is None
        unseen = one.tag in NO_TEXT or one.get("hidden") is not None or (one.tag, one.get("type")) == ("input", "hidden")
        if shut or closed or unseen:
            return False
        inner = one
    return True


def _summary(details: Node) -> Node | None:
    return next((child for child in details.elements() if child.tag == "summary"), None)


def is_disabled(node: Node) -> bool:
    """Whether it, or a group around it, takes no answers now."""
    if node.get("disabled") is not None:
        return True
    return any(one.tag == "fieldset" and one.get("disabled") is not None for one in node.above())


def role_of(node: Node) -> str:
    """Its role; "" when it has none that one looks for."""
    if given := node.get("role"):
        return given
    if node.tag == "a":
        return "link" if node.get("href") is not None else ""
    if node.tag == "input":
        return INPUTS.get(node.get("type") or "text", "textbox")
    if node.tag in NAMED_FROM_OUTSIDE:
        return {"section": "region", "form": "form"}[node.tag] if name_of(node) else ""
    return "heading" if re.fullmatch("h[1-6]", node.tag) else ROLES.get(node.tag, "")


def name_of(node: Node) -> str:
    """What it is called by who cannot see it."""
    if given := node.get("aria-labelledby"):
        return tidy(" ".join(_said(found) for found in _with_ids(node, given)))
    if given := node.get("aria-label"):
        return tidy(given)
    if node.tag == "fieldset":
        return next((_said(child) for child in node.elements() if child.tag == "legend"), "")
    if (node.tag, node.get("type")) in (("input", "submit"), ("input", "button")):
        return tidy(node.get("value") or "")
    if labels := labels_of(node):
        return tidy(" ".join(_said(label) for label in labels))
    said = _said(node) if node.tag not in NAMED_FROM_OUTSIDE and role_of(node) in NAMED_BY_CONTENT else ""
    return said or tidy(node.get("title") or node.get("placeholder") or "")


def _said(node: Node) -> str:
    """Its words as they are read aloud: pictures by their words, nothing of what is for the eye alone."""
    return tidy("".join(_aloud(node)))


def _aloud(node: Node) -> Iterator[str]:
    if node.tag in NO_TEXT or node.get("aria-hidden") == "true" or node.get("hidden") is not None:
        return
    if node.get("aria-label"):
        yield f" {node.get('aria-label')} "
        return
    yield node.get("alt") or "" if node.tag == "img" else ""
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in ("select", "textarea"):
            yield from _aloud(child)


def _with_ids(node: Node, ids: str) -> list[Node]:
    root = list(node.above())[-1]
    return [found for wanted in ids.split() for found in root if found.get("id") == wanted]


def labels_of(node: Node) -> list[Node]:
    """The labels of a control: those that name it and the one that it stands in."""
    if node.tag not in CONTROLS:
        return []
    around = [one for one in node.above() if one.tag == "label"][:1]
    if not (named := node.get("id")):
        return around
    root = list(node.above())[-1]
    return [*around, *(one for one in root if one.tag == "label" and one.get("for") == named and one not in around)]


def is_labelled(node: Node, wanted: Words, *, exact: bool) -> bool:
    """Whether a label, or what stands for one, says this."""
    said = [text(label) for label in labels_of(node)]
    if given := node.get("aria-labelledby"):
        said += [text(found) for found in _with_ids(node, given)]
    if given := node.get("aria-label"):
        said.append(tidy(given))
    return any(fits(words, wanted, exact=exact) for words in said)


def is_smallest_with(node: Node, wanted: Words, *, exact: bool) -> bool:
    """Whether it holds these words, and nothing in it holds them all."""
    if node.tag in NO_TEXT or not node.tag or not fits(text(node), wanted, exact=exact):
        return False
    return not any(fits(text(child), wanted, exact=exact) for child in node.elements() if child.tag not in NO_TEXT)


_STEP = re.compile(r"(?P<tag>\w*)(?P<rest>(?:[.#][\w-]+|\[[^]]+\])*)")
_PART = re.compile(r"""[.](?P<kind>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<name>[\w-]+)(?:(?P<how>[*]?)=['"]?(?P<value>[^'"\]]*)['"]?)?\]""")


def is_selected(node: Node, selector: str) -> bool:
    """Whether a selector of CSS finds it: tags, .classes, #ids, [attributes], each within the one before."""
    *around, last = selector.split()
    if not _is_step(node, last):
        return False
    above = list(node.above())[1:]
    for step in reversed(around):
        at = next((number for number, one in enumerate(above) if _is_step(one, step)), None)
        if at is None:
            return False
        above = above[at + 1 :]
    return True


def _is_step(node: Node, step: str) -> bool:
    found = _STEP.fullmatch(step)
    assert found, f"this reader does not know the selector {step}"
    if found["tag"] not in ("", node.tag) or not node.tag:
        return False
    return all(_is_part(node, part) for part in _PART.finditer(found["rest"]))


def _is_part(node: Node, part: re.Match[str]) -> bool:
    if part["kind"]:
        return part["kind"] in (node.get("class") or "").split()
    if part["id"]:
        return node.get("id") == part["id"]
    held = node.get(part["name"])
    if held is None or part["value"] is None:
        return held is not None
    return part["value"] in held if part["how"] else held == part["value"]
