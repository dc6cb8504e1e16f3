"""Addresses whose builder is compiled when the first one is built: to compile them all was most of what making an application took."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule of the URL map; what it matches is there from the beginning."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        """Stands in for the two builders until one is called; it then takes the place that it stood in."""
        compiled = super()._compile_builder
        place = "_build_unknown" if append_unknown else "_build"

        def build(rule: LateRule, /, **values: Any) -> tuple[str, str]:
            built: Builder = compiled(append_unknown).__get__(rule, None)
            setattr(rule, place, built)
            return built(**values)

        return build
