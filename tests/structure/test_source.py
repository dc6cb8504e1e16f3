"""Every module of the application keeps the house rules that its source can show."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from config import ROOT
from tests.structure.rules import BAD_EXAMPLES, RULES, Rule

MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "app").rglob("*.py"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    broken = []
    for module in MODULES:
        path = PurePosixPath(module.as_posix())
        broken += [f"{path}: {words}" for words in rule(path, _tree(module))]
    assert not broken, "\n" + "\n".join(broken)


@cache
def _tree(module: Path) -> ast.Module:
    """Read once for all rules."""
    return ast.parse((ROOT / module).read_text("utf-8"))


@pytest.mark.parametrize("rule, path, source", BAD_EXAMPLES, ids=lambda part: getattr(part, "__name__", None))
def test_the_rule_finds_a_bad_example(rule: Rule, path: str, source: str) -> None:
    assert list(rule(PurePosixPath(path), ast.parse(source)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_lets_a_good_example_pass(rule: Rule) -> None:
    source = '"""Who belongs where."""\nfrom app.core import clock\n\ndef joined():\n    return clock.now()\n'
    assert not list(rule(PurePosixPath("app/groups/queries.py"), ast.parse(source)))


def test_every_rule_has_a_bad_example() -> None:
    assert {rule for rule, _, _ in BAD_EXAMPLES} == set(RULES)
