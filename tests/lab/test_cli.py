"""`./dayroom lab`: what a person in front of a terminal reads."""

from __future__ import annotations

from typing import Any

from tests.lab.making import checked, shop_rule
from tests.world import World


def test_rules_are_listed_and_tried_without_a_word_of_anybody(world: World, site: Any) -> None:
    run = site.app.test_cli_runner().invoke
    assert "There are no rules yet." in run(args=["lab", "rules"]).output
    path = world.corners["public"].path
    rule_id = shop_rule(world.actor("ana"), path, terms="lead", must_match=("a lead",))
    checked(world, 30, path=path)
    listed = run(args=["lab", "rules"]).output
    assert f"{rule_id}  No shop names here  (Heart)  In force, a moderator reads it first; 0 of" in listed
    tried = run(args=["lab", "backtest", str(rule_id)]).output
    assert "“No shop names here” would touch 1 of the last" in tried
    assert f"/posts/{world.corners['public'].published}" in tried
    assert "far too long" not in tried
    missing = run(args=["lab", "backtest", "999"])
    assert missing.exit_code == 1
    assert "There is no rule 999." in missing.output
