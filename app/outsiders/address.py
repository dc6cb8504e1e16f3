"""What an address of ours leads to. Pure: whether it is there, or who may see it, is never asked here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.core.policy import Invalid
from app.core.text import one_line
from app.outsiders.inputs import LONGEST_ADDRESS, Site

POST = "post"
DISCUSSION = "discussion"
PROFILE = "profile"

SHOWN = 80
"""Letters of a wrong address that are said back."""

_NUMBER = r"([1-9][0-9]{0,17})"
_PLACES = (
    (POST, re.compile(rf"/posts/{_NUMBER}(?:/.*)?")),
    (DISCUSSION, re.compile(rf"/discussions/{_NUMBER}(?:-[^/]*)?(?:/.*)?")),
    (PROFILE, re.compile(r"/members/[^/]+/?()")),
)
_POST_IN_PAGE = re.compile(rf"post-{_NUMBER}")


@dataclass(frozen=True)
class Target:
    """`kind` is POST, DISCUSSION or PROFILE; `id` is None for a profile. `path` is the address without its host."""

    kind: str
    id: int | None
    path: str


def target_of(typed: str, site: Site) -> Target:
    """What `typed` leads to: a whole address, one without https://, or a path alone.

    Raises Invalid (`address`): 'address_missing', 'address_long', 'address_unclear' (with `typed`), 'address_elsewhere' (with `host`,
    `ours`), 'address_inexact' (with `typed`).
    """
    text = typed.strip()
    if not text:
        raise Invalid("address_missing", field="address")
    if len(text) > LONGEST_ADDRESS:
        raise Invalid("address_long", field="address")
    host, path, fragment = _parts(text)
    if host and host not in site.hosts:
        raise Invalid("address_elsewhere", field="address", host=one_line(host, SHOWN), ours=site.hosts[0])
    return _target(_inside(path, site.root), fragment, text)


def _parts(text: str) -> tuple[str, str, str]:
    """Host, path and fragment. Raises Invalid for what is no address."""
    unclear = Invalid("address_unclear", field="address", typed=one_line(text, SHOWN))
    whole = text if re.match(r"(?i)https?://|/", text) else f"https://{text}"
    try:
        parts = urlsplit(whole)
        host = (parts.hostname or "").lower() + (f":{parts.port}" if parts.port else "")
    except ValueError as error:
        raise unclear from error
    is_host = "." in host or ":" in host or host == "localhost"
    if re.search(r"\s", text) or text.startswith("//") or (host and not is_host) or not (host or parts.path):
        raise unclear
    return host, unquote(parts.path), parts.fragment


def _inside(path: str, root: str) -> str:
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def _target(path: str, fragment: str, typed: str) -> Target:
    for kind, pattern in _PLACES:
        found = pattern.fullmatch(path)
        if found is None:
            continue
        in_page = _POST_IN_PAGE.fullmatch(fragment) if kind == DISCUSSION else None
        if in_page is not None:
            return Target(POST, int(in_page.group(1)), f"{path}#{fragment}")
        return Target(kind, int(found.group(1)) if found.group(1) else None, path)
    raise Invalid("address_inexact", field="address", typed=one_line(typed, SHOWN))
