"""Two who look after a group plan its split together, by keyboard: rooms, rules, places by hand, a dry run, the run, and its end."""

from __future__ import annotations

from app.core.db import db
from tests.journeys.house import House, Person
from tests.splitting.planning import talks
from tests.world import World

SALT = "Salt, and what my family thinks I can eat"
SCALES = "Two kilos since Friday on the scales"


def test_two_of_the_staff_plan_a_split_together_and_run_it(house: House, world: World) -> None:
    with house.app.app_context():
        salt = talks(world)["salt"]
        db.session.remove()

    ana = house.staff("ana")
    ana.go_in_header("Groups").go("Heart").go("Edit, move or close it").go("Split").arrive("Split Heart")
    ana.reads("Nobody has planned to split this group yet.")
    _press(ana, "button", "Begin an empty plan")
    ana.reads("11 discussions fit no room").reads("Add a room first.")
    _press(ana, "link", "Add a room")
    ana.arrive("A room for Heart")
    _type(ana, "Name", "Newly told")
    _press(ana, "button", "Add this room")
    ana.arrive("Newly told").reads("Now say what goes there.")

    # Bea comes to the same plan; while she types, Ana goes on.
    bea = house.staff("bea")
    bea.go_in_header("Groups").go("Heart").reads("A plan to split this group is being made.").go("Open the plan")
    bea.reads("Split plan: Heart").go("Add a room")
    _type(bea, "Name", "Fluid and weight")
    ana.walk_to(ana.page.get_by_role("radio", name="A word or phrase"))
    ana.page.keyboard.press("ArrowUp")
    _type(ana, "Which", "new")
    _press(ana, "button", "Add this rule")
    ana.reads("Every discussion is placed anew.").reads("Tag new")
    bea.expects(409)
    _press(bea, "button", "Add this room")
    bea.reads("Ana changed this plan").reads("What you typed is below.")
    _press(bea, "button", "Add this room")
    bea.reads("Now say what goes there.")
    bea.expects(422)
    _type(bea, "Which", "…")
    _press(bea, "button", "Add this rule")
    bea.reads("There is no word in this that can be looked for.")
    _type(bea, "Which", "scales")
    _press(bea, "button", "Add this rule")
    bea.reads("Word scales").go("Back to the plan").arrive("Split plan: Heart")
    bea.reads("8 discussions fit no room").go("Every discussion with its room and why").arrive("Where everything goes")
    _press(bea, "checkbox", f"Pick {SALT}", key="Space")
    bea.walk_to(bea.page.get_by_label("Put the ticked ones"))
    bea.page.keyboard.type("in Fluid")
    _press(bea, "button", "Place them")
    bea.reads("1 discussion is placed.").reads("chosen by Bea")

    ana.go("Back to the plan").reads("1 picked by hand")
    _press(ana, "button", "Do a dry run")
    ana.arrive("Dry run: Heart").reads("Nothing has moved.").go("Back to the plan, to run it")
    ana.reads("Moves 4 discussions, opens 2 rooms, writes to 3 members once.")
    _press(ana, "button", "Run the split")
    ana.arrive("Splitting Heart", "under way").reads("It goes on by itself, also when you close this page.")
    house.work()
    ana.open(ana.page.url.removeprefix(house.address)).arrive("Splitting Heart", "done")
    ana.reads("2 discussions moved here.").go("Fluid and weight").go(SCALES)
    ana.reads("When do you ring somebody?")

    ruth = house.member("ruth")
    ruth.open(f"/discussions/{salt}").reads("Cooking for five is hard.").go("Fluid and weight").reads(SCALES)


def _press(person: Person, role: str, name: str, key: str = "Enter") -> None:
    """Walk there with Tab, and press it."""
    person.walk_to(person.page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
    person.page.keyboard.press(key)


def _type(person: Person, label: str, words: str) -> None:
    person.walk_to(person.page.get_by_label(label, exact=True))
    person.page.keyboard.press("ControlOrMeta+A")
    person.page.keyboard.type(words)
