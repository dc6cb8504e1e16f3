"""People who are mentioned in clean HTML become links to their profiles, for readers who may open one. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.core.markup import MENTION

_TAGS = re.compile(r'(<(?:"[^"]*"|[^">])*>)')
_KEPT = ("a", "code", "pre")
"""In a link and in code the words stay as they are."""


def linked(html: str, addresses: Mapping[str, str]) -> str:
    """`html` of `core.markup` with a link around each `@handle` that `addresses` knows, by handle in lower case."""

    def link(found: re.Match[str]) -> str:
        address = addresses.get(found.group(1).lower())
        return f'<a href="{address}">{found.group(0)}</a>' if address else found.group(0)

    made, kept = [], 0
    for part in _TAGS.split(html):
        if not part.startswith("<"):
            made.append(part if kept else MENTION.sub(link, part))
            continue
        if part.strip("</>").split(" ", 1)[0] in _KEPT:
            kept += -1 if part.startswith("</") else 1
        made.append(part)
    return "".join(made)
