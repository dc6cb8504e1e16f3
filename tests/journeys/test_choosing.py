"""A group was split while a member was away: they hear of it once, choose by keyboard what to keep, and may change their mind."""

from __future__ import annotations

from app.accounts.actor import SYSTEM
from app.core.db import db
from app.splitting.commands.making import make_plan_from_file
from app.splitting.commands.stages import advance
from app.splitting.commands.starting import start_run
from app.splitting.commands.undoing import start_undo
from app.splitting.models import SplitPlan
from app.splitting.planfile import FileRoom, FileTalk, PlanFile
from tests.journeys.house import NOTICES, House, Person
from tests.world import World

TITLE = "Heart has rooms of its own now"
HEADING = "Heart has rooms of its own"


def test_a_member_answers_the_offer_by_keyboard_and_changes_their_mind(house: House, world: World) -> None:
    plan_id = _split_heart(world)
    house.work()

    ruth = house.member("ruth")
    ruth.go_in_header("For you").go(NOTICES).arrive("Your notices", "offer").reads(
        "Until you choose, you belong to all of them"
    )
    ruth.go(TITLE).arrive(HEADING, "offer").reads("You wrote most here. For the weeks around it.")
    assert _ticked(ruth) == ["Heart", "Ablation"]
    ruth.go("Leave it as it is").arrive("Heart")
    assert len(_places(world)) == 3, "who does not answer keeps everything"

    ruth.open(f"/splits/{plan_id}/choose")
    _space_on(ruth, "Heart")
    _enter_on(ruth, "Keep these")
    ruth.arrive("Ablation").reads("Saved. You belong to Ablation.")
    ruth.open("/notices").reads("You have chosen. You can change it at any time.").go(TITLE).arrive(HEADING, "chosen")
    assert _ticked(ruth) == ["Ablation"]
    _space_on(ruth, "Daily life")
    _enter_on(ruth, "Keep these")
    ruth.reads("Saved. You belong to Ablation and Daily life.")

    _undo(plan_id)
    ruth.open("/notices").reads("This was undone").go(TITLE).arrive("The split of Heart", "undone")
    ruth.go("Go to Heart").arrive("Heart")


def _split_heart(world: World) -> int:
    heart = world.corners["public"]
    rooms = (FileRoom("ablation", "Ablation", "For the weeks around it."), FileRoom("daily-life", "Daily life"))
    plan = PlanFile("heart", rooms, (FileTalk(heart.discussion, to="ablation"),))
    plan_id = make_plan_from_file(SYSTEM, plan)
    start_run(SYSTEM, plan_id, db.session.get_one(SplitPlan, plan_id).version)
    _finish(plan_id)
    return plan_id


def _undo(plan_id: int) -> None:
    start_undo(SYSTEM, plan_id)
    _finish(plan_id)


def _finish(plan_id: int) -> None:
    while advance(plan_id):
        pass
    db.session.remove()


def _places(world: World) -> frozenset[int]:
    """Heart and the two rooms: all groups that were not there at first, and Heart."""
    others = {corner.group_id for name, corner in world.corners.items() if name != "public"}
    return world.actor("ruth").group_ids - others


def _ticked(person: Person) -> list[str]:
    return [name for name in ("Heart", "Ablation", "Daily life") if person.page.get_by_label(name).first.is_checked()]


def _space_on(person: Person, label: str) -> None:
    """Come to the tick-box with the Tab key, and press the space bar."""
    person.walk_to(person.page.get_by_label(label).first).page.keyboard.press("Space")


def _enter_on(person: Person, label: str) -> None:
    person.walk_to(person.page.get_by_role("button", name=label)).page.keyboard.press("Enter")
