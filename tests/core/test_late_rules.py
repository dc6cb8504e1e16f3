"""Builders of addresses are compiled when they are needed, and build what werkzeug's own build."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import BuildError, Map, MapAdapter, Rule

from app.core.late_rules import LateRule


def _map(kind: type[Rule]) -> MapAdapter:
    rules = [kind("/groups/<slug>", endpoint="group"), kind("/posts/<int:post>/", endpoint="post", defaults={"page": 1})]
    return Map(rules).bind("example.org")


def test_an_address_is_compiled_when_it_is_built_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = Rule._compile_builder

    def compile_builder(self: Rule, append_unknown: bool = True) -> Any:
        compiled.append(self.rule)
        return real(self, append_unknown)

    whole = _map(Rule)
    monkeypatch.setattr(Rule, "_compile_builder", compile_builder)
    late = _map(LateRule)
    assert late.match("/posts/3/") == ("post", {"post": 3, "page": 1})
    assert compiled == []
    for _ in range(2):
        for values in ({"slug": "a room/of ours"}, {"slug": "heart", "sort": "new", "tag": ["a", "b"]}):
            assert late.build("group", values) == whole.build("group", values)
    assert late.build("post", {"post": 7}) == whole.build("post", {"post": 7}) == "/posts/7/"
    assert compiled == ["/groups/<slug>", "/posts/<int:post>/"]
    with pytest.raises(BuildError):
        late.build("post", {})
