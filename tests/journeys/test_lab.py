"""Staff make a rule, mend it, try it, and it catches a post; a burst makes it go quiet, and they put it back in force."""

from __future__ import annotations

import re

from app.discussions.events import CheckHit, WordsChecked
from app.lab.commands.counting import count_words
from tests.journeys.house import House, Person
from tests.world import World

ADVERT = "I sleep so well with Dreamroot Drops."
NAME = "No shop names here"


def test_a_rule_is_mended_tried_saved_and_catches_a_post_until_it_catches_too_much(house: House, world: World) -> None:
    ana = house.staff("ana")
    ana.go_in_header("Review desk").go("Rule lab").reads("no rules of your own yet")
    ana.go("Make a rule").reads("It begins when you save it.")
    _fill(ana)
    ana.expects(422).press("Save the rule").arrive("A new rule", "refused")
    ana.reads("The rule finds nothing in this case, and it should").reads("“Have you tried dream root?”")
    assert ana.page.get_by_label("Why you save this", exact=True).input_value() == "They come back every week."

    ana.fill("The words, or the pattern", "dreamroot\ndream root\nphone lead").press("Try it on the last posts")
    ana.reads("1 of the last").reads("phone lead").reads("Nothing was changed.")
    ana.press("Save the rule").arrive(NAME, "saved").reads("The rule is saved").reads("In force")

    maren = house.member("maren")
    _reply(maren, ADVERT)
    maren.reads("One thing before this goes up").reads(NAME).reads("Shop names bring adverts.")

    _burst(house, world)
    ana.go_in_header("Review desk").go("A rule touches far more than usual").arrive("Review desk", "breaker")
    ana.reads("It only notes from now on").go("Open its page, with the figures and the holds it made")
    ana.arrive(f"“{NAME}” touched far more than usual", "quiet").reads("8 of the last")
    _reply(maren, "Dreamroot again, sorry.")
    maren.reads("Dreamroot again, sorry.").does_not_read("One thing before this goes up")
    ana.press("Put it back in force").reads("It is back in force.")
    _reply(maren, "Dreamroot once more.")
    maren.reads("One thing before this goes up")

    ana.go("Rule lab").arrive("Rule lab").go(NAME)
    ana.go(re.compile("^History")).arrive("History").reads("They come back every week.")
    ana.go("Checks").arrive("Checks").reads("Words that may mean danger to life")


def _fill(ana: Person) -> None:
    """A rule whose second case it does not find."""
    ana.fill("Name", NAME).fill("The words, or the pattern", "dreamroot")
    ana.page.get_by_label("Where it holds", exact=True).select_option(label="Heart")
    ana.page.get_by_label("Guideline", exact=True).select_option("7")
    ana.page.get_by_label(re.compile("^It must find")).fill(f"{ADVERT}\nHave you tried dream root?")
    ana.page.get_by_label(re.compile("^It must leave")).fill("I dream of roots.")
    ana.choose("A moderator reads it first").fill("Why", "Shop names bring adverts.")
    ana.fill("Why you save this", "They come back every week.")


def _reply(maren: Person, words: str) -> None:
    maren.go_in_header("Groups").go("Heart").go("Ablation on Thursday")
    maren.fill("Your reply", words).press("Post reply")


def _burst(house: House, world: World) -> None:
    """Seven more people write what the rule finds; Maren's words were the first."""
    with house.app.app_context():
        for number, name in enumerate(("ruth", "kit", "ingrid", "samuel", "bea", "newcomer", "gus")):
            count_words(
                WordsChecked(
                    actor_id=None,
                    draft_key=f"burst {number}",
                    author_id=world.members[name],
                    scope_path=world.corners["public"].path,
                    state="coached",
                    hits=(CheckHit(check="rule:1", kind="rule:1", key="k", effect="hold"),),
                )
            )
