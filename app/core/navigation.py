"""What every page shows around its content: the community's name, the words of the main navigation, and who is looking.

Packages plug in: `@nav_item(order)` for a word in the header, `@page_context(name)` for a value the layouts use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, request, url_for
from jinja2 import Template
from markupsafe import Markup

from app.core.brand import is_colour
from app.core.settings import Setting, declare
from app.core.slots import fills, init_slots, is_marking, own

NAME = declare(Setting("community.name", "Dayroom", "Name of the community", valid=lambda value: bool(value.strip())))
ORGANISATION = declare(
    Setting("community.organisation", "", "Who runs it", "The hospital or organisation, as people know it.")
)
BRAND = declare(
    Setting(
        "community.brand",
        "",
        "Colour",
        "A hex colour such as #1f6b52. Only its hue is used; contrast is kept for you.",
        valid=lambda value: value == "" or is_colour(value),
    )
)


@dataclass(frozen=True)
class NavItem:
    """One word in the header."""

    label: str
    url: str
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class Community:
    """What a page says about where one is."""

    name: str
    organisation: str
    brand: str


NavSource = Callable[[Any], NavItem | None]
_items: list[tuple[int, NavSource]] = []
_ADDRESSES = "addresses"
_values: dict[str, Callable[[Any], Any]] = {}


def address(endpoint: str) -> str:
    """Where a page without parameters is. Every page asks for several: to build one takes Flask a hundredth of a page that is kept."""
    known: dict[tuple[str, str], str] = current_app.extensions.setdefault(_ADDRESSES, {})
    here = (request.script_root, endpoint)
    return known.get(here) or known.setdefault(here, url_for(endpoint))


def nav_item(order: int) -> Callable[[NavSource], NavSource]:
    """Offer a word for the header: a function of the actor, which answers a NavItem or None. Small orders stand first."""

    def register(source: NavSource) -> NavSource:
        _items.append((order, source))
        _items.sort(key=lambda item: item[0])
        return source

    return register


def page_context(name: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Offer a value to every template under `name`: a function of the actor."""

    def register(source: Callable[[Any], Any]) -> Callable[[Any], Any]:
        _values[name] = source
        return source

    return register


class OfKind:
    """Stands for the actor on a page that is kept for many: it says what all its readers are, and nothing of one of them."""

    def __init__(self, actor: Any) -> None:
        self._actor = actor

    def __getattr__(self, name: str) -> bool:
        found = getattr(self._actor, name) if name.startswith("is_") else None
        if not isinstance(found, bool):
            raise RuntimeError(f"a page for many may not say what one reader's {name} is")
        return found


class Imported(Template):
    """A template of which others import parts: one module of it serves all, since parts need no context (`templates/ui/all.html`).

    Jinja would look each time whether the importing one has globals of its own, which none has: a twentieth of a page.
    """

    def _get_default_module(self, _ctx: object = None) -> Any:
        return super()._get_default_module()


def init_navigation(app: Flask) -> None:
    """Give every rendered template `community`, `actor`, `nav` and what packages offered."""
    app.jinja_env.template_class = Imported
    init_slots(app)

    @app.context_processor
    def around() -> dict[str, Any]:
        actor = g.actor
        values: dict[str, Any] = {name: source(actor) for name, source in _values.items()}
        return {
            "actor": OfKind(actor) if is_marking() else actor,
            "community": Community(NAME.get(), ORGANISATION.get(), BRAND.get()),
            # In a page that is kept for many, each reader's header is put in its place.
            "nav": _header_slot if is_marking() else _header(actor),
            **values,
        }


@fills("header")
def header(section: str) -> str:
    """The words in the header for whoever asks, on a page of the section at this address ('' for none)."""
    return _words(current_app.jinja_env, tuple(_header(g.actor)), section)


@lru_cache(maxsize=512)
def _words(environment: Any, items: tuple[NavItem, ...], section: str) -> str:
    module: Any = environment.get_template("layouts/_own.html").module
    return str(module.header(items, section))


def _header_slot(section: str) -> Markup:
    return own("header", section)


def _header(actor: Any) -> list[NavItem]:
    found = (source(actor) for _, source in _items)
    return [_marked(item) for item in found if item is not None]


def _marked(item: NavItem) -> NavItem:
    here = request.path == item.url or (item.url != "/" and request.path.startswith(item.url + "/"))
    return NavItem(item.label, item.url, item.count, here)
