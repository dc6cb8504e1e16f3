"""Halina's first days, for tests: she wrote, Ingrid claimed her, and two members' cards match hers."""

from __future__ import annotations

from typing import Any

from app.accounts.actor import Actor
from app.core.command import command
from app.core.tokens import new_token
from app.groups.commands import join
from app.guidelines.commands import accept_current
from app.mentoring.commands.cards import keep_card
from app.mentoring.commands.claims import claim
from app.mentoring.commands.greeting import send_welcome
from app.mentoring.inputs import GREETING, REPLY, CardInput, FieldInput, WelcomeInput, WelcomeOutcome
from tests.world import World, answer, start

LINE = "I jumped at every beep too, for three weeks. Then I slept through one."
OPENING = "First week with the monitor. I jump at every beep and I am ashamed of it. Does it get more boring?"


def fill(world: World, who: str, introduced: bool = True, **fields: tuple[str, str]) -> None:
    """Keep somebody's card: field=(value, audience)."""
    given = {name: FieldInput(value, audience) for name, (value, audience) in fields.items()}
    keep_card(world.actor(who), CardInput(given, introduced=introduced))


def arrive(world: World, *, wrote: bool = True, accepts: bool = True) -> None:
    """Halina belongs to Heart, wrote there, has a card; Ruth's and Maren's match; Ingrid belongs there, too, and claims her."""
    corner = world.corners["public"]
    for who in ("newcomer", "ingrid"):
        join(world.actor(who), corner.group_id)
    if wrote:
        start(world.actor("newcomer"), corner.group_id, "Beeps at night", OPENING)
    fill(world, "newcomer", condition=("Heart failure", "mentors"), since=("2026", "mentors"), likes=("sleep", "me"))
    fill(world, "ruth", condition=("heart failure", "members"), likes=("sleep", "members"))
    fill(world, "maren", condition=("Heart failure", "mentors"), role=("carer", "me"))
    if accepts:
        accept(world.actor("ingrid"))
    claim(world.actor("ingrid"), world.members["newcomer"])


@command
def accept(actor: Actor) -> None:
    """They read the guidelines."""
    accept_current(actor)


def talk_about_beeps(world: World) -> int:
    """A discussion of Heart that has Halina's words in it, with two replies; answers its id."""
    talk = start(
        world.actor("ruth"), world.corners["public"].group_id, "Every beep, explained", "What the monitor says."
    )
    for who in ("maren", "ruth"):
        answer(world.actor(who), talk.discussion_id or 0, "It means that it works.")
    return talk.discussion_id or 0


def welcome(world: World, line: str = LINE, *, who: str = "ingrid", alone: bool = False, **more: Any) -> WelcomeOutcome:
    """Ingrid sends her welcome."""
    key = more.pop("key", None) or new_token()
    given = WelcomeInput(key, world.members["newcomer"], line, GREETING if alone else REPLY, **more)
    return send_welcome(world.actor(who), given)
