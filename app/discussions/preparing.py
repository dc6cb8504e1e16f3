"""Before a transaction opens: words are rendered and checked, and it is decided what may become of them. No statement runs here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.accounts.actor import Actor
from app.core import clock
from app.core.markup import Rendered, render
from app.core.policy import Invalid
from app.core.settings import Setting, declare
from app.core.text import one_line, slugify
from app.discussions.inputs import BLOCKED, COACHED, CRISIS, HELD, PUBLISHED
from app.guidelines.assessment import Assessment
from app.guidelines.assessment import assess as assess_draft
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect
from app.guidelines.effects_in_force import effects_in_force
from app.help.queries import own_numbers

LONGEST_TITLE = 160
MOST_TAGS = 5
EXCERPT = 180
NEW_FOR = timedelta(days=7)
"""A newcomer's first week: checks may be told to be more careful."""

CRISIS_OUT = declare(
    Setting(
        "discussions.crisis_out",
        False,
        "Show posts with a crisis signal to members at once",
        "Off: a moderator reads them first. On: members can answer at once, and the moderators are still called first.",
    )
)


@dataclass(frozen=True)
class Words:
    """Text ready to be stored, and what the checks say of it."""

    title: str
    body: str
    rendered: Rendered
    assessment: Assessment

    @property
    def excerpt(self) -> str:
        return one_line(self.rendered.words, EXCERPT)


def prepare(actor: Actor, kind: str, body: str, title: str = "", *, plain: bool = False) -> Words:
    """Render and check. Raises Invalid for empty words, markup.TooLong for too many."""
    if not body.strip():
        raise Invalid("empty", field="body")
    rendered = render(body, plain=plain)
    return Words(title.strip(), body, rendered, assess(actor, kind, body, title))


def assess(actor: Actor, kind: str, body: str, title: str = "") -> Assessment:
    """What the checks find in the words as they were typed."""
    joined = actor.joined_at
    draft = Draft(
        text=body,
        title=title.strip(),
        kind=kind,
        author_is_new=joined is not None and clock.now() - joined < NEW_FOR,
        own_numbers=own_numbers(),
    )
    return assess_draft(draft, effects_in_force())


def entry(assessment: Assessment, *, anyway: bool, is_trusted: bool) -> str:
    """What becomes of words with these findings: published, held, crisis, coached or blocked.

    A crisis signal is never sent back to its author to be improved: it is stored at once. Whoever moderates here is coached like
    everybody, and then does not wait for themselves.
    """
    effect = assessment.effect
    if assessment.is_crisis and not is_trusted:
        return CRISIS
    if effect == Effect.BLOCK:
        return BLOCKED
    if effect is None or effect == Effect.NOTE:
        return PUBLISHED
    if not anyway:
        return COACHED
    return HELD if effect == Effect.HOLD and not is_trusted else PUBLISHED


def checked_title(title: str) -> str:
    """The title on one line. Raises Invalid when it is empty or too long."""
    line = " ".join(title.split())
    if not line:
        raise Invalid("title_empty", field="title")
    if len(line) > LONGEST_TITLE:
        raise Invalid("title_long", field="title")
    return line


def checked_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags as slugs, each once. Raises Invalid above five."""
    slugs = tuple(dict.fromkeys(slug for slug in (slugify(tag, 30) for tag in tags) if slug))
    if len(slugs) > MOST_TAGS:
        raise Invalid("too_many_tags", field="tags")
    return slugs
