"""Rules and counted drafts for these tests, as staff and members would make them. All words are invented."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from app.accounts.actor import Actor
from app.discussions.events import CheckHit, WordsChecked
from app.lab.commands.counting import count_words
from app.lab.commands.rules import make_rule
from app.lab.inputs import RuleInput
from tests.world import World

_numbers = count()

SHOP = RuleInput(
    scope_path="/",
    kind="words",
    terms="vita plus",
    effect="hold",
    clause=7,
    title="No shop names here",
    why="Shop names bring adverts.",
    must_match=("Try Vita Plus, it helped me.",),
    must_not_match=("I take a plus sign.",),
)


def shop_rule(actor: Actor, path: str, **more: object) -> int:
    """A rule against the name of a shop; answers its id."""
    return make_rule(actor, replace(SHOP, scope_path=path, **more), "They came back three times.")  # type: ignore[arg-type]


def checked(
    world: World, number: int, *touched: str, path: str = "/", by: str = "", effect: str = "hold", state: str = "held"
) -> None:
    """Count `number` drafts of different people, each touched by the checks that are named."""
    people = [world.members[by]] if by else list(world.members.values())
    hits = tuple(CheckHit(check=name, kind="any", key="k", effect=effect) for name in touched)
    for turn in range(number):
        key = f"draft {next(_numbers)}"
        count_words(
            WordsChecked(
                actor_id=None,
                draft_key=key,
                author_id=people[turn % len(people)],
                scope_path=path,
                state=state if touched else "published",
                hits=hits,
            )
        )
