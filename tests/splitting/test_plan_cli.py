"""`./dayroom splitting plan`: a file that `splitting run` takes."""

from __future__ import annotations

import json
from pathlib import Path

from flask import current_app

from app.splitting.commands.making import drop_plan
from app.splitting.planfile import load
from tests.splitting.planning import FLUID, NEWLY, Planned


def test_the_draft_of_the_pages_is_written_as_a_file(planned: Planned, tmp_path: Path) -> None:
    runner, out = current_app.test_cli_runner(), tmp_path / "plan.json"
    told = runner.invoke(args=["splitting", "plan", "heart", "--out", str(out)])
    assert (told.exit_code, told.output) == (0, "2 rooms; 4 of 11 discussions go to one.\n")
    said = json.loads(out.read_text("utf-8"))
    assert (said["group"], [room["name"] for room in said["rooms"]]) == ("heart", [NEWLY, FLUID])
    assert said["rooms"][1]["rules"] == [{"word": "scales"}, {"word": "water tablet"}]
    to = {talk["id"]: (talk["to"], talk["why"]) for talk in said["discussions"]}
    assert len(to) == 11 and to[planned.ids["told"]] == ("newly-told", "tag: new")
    assert to[planned.ids["quiet"]] == (None, "no rule fits")
    again = runner.invoke(args=["splitting", "run", str(out), "--dry-run"])
    assert again.exit_code == 0 and json.loads(again.stdout)["moves"] == 4


def test_a_group_without_a_draft_gets_a_plan_to_fill_in_and_says_when_the_advisor_has_nothing(planned: Planned) -> None:
    drop_plan(planned.ana, planned.plan.id, planned.plan.version)
    runner = current_app.test_cli_runner()
    told = runner.invoke(args=["splitting", "plan", "heart"])
    assert (told.exit_code, told.stderr) == (0, "No rooms; 0 of 11 discussions go to one.\n")
    plan = load(told.stdout)
    assert (plan.rooms, len(plan.discussions)) == ((), 11)
    none = runner.invoke(args=["splitting", "plan", "heart", "--from-advice"])
    assert none.exit_code == 1 and "The advisor proposes no room for heart" in none.output
    unknown = runner.invoke(args=["splitting", "plan", "nowhere"])
    assert unknown.exit_code == 1 and "No group has the address 'nowhere'" in unknown.output
