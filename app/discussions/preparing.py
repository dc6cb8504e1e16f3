"""Before a transaction opens: words are rendered and checked, and it is decided what may become of them. No statement runs here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from app.accounts.actor import SYSTEM, Actor
from app.core import clock
from app.core.markup import Rendered, render
from app.core.parting import before_parting
from app.core.policy import Invalid
from app.core.scope import ROOT
from app.core.settings import Setting, declare
from app.core.text import one_line, slugify
from app.discussions.inputs import BLOCKED, COACHED, CRISIS, HELD, PUBLISHED
from app.guidelines.assessment import Assessment
from app.guidelines.assessment import assess as assess_draft
from app.guidelines.draft import Draft
from app.guidelines.effects import Effect
from app.guidelines.effects_in_force import checks_in_force, effects_in_force
from app.guidelines.findings import Finding
from app.guidelines.regions import regions_in_force
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
    """Text ready to be stored, and what the checks say of it.

    `noticed` is everything any check saw; `assessment` what holds in one place, with the effects there: in the community as a whole
    until `at` names the place. `disputed` are the keys of findings that the author calls wrong.
    """

    title: str
    body: str
    rendered: Rendered
    noticed: Assessment
    assessment: Assessment
    disputed: frozenset[str] = field(default_factory=frozenset)

    @property
    def excerpt(self) -> str:
        return one_line(self.rendered.words, EXCERPT)

    @property
    def findings(self) -> dict[str, Any]:
        """The assessment without the words, as it is stored with a revision and shown to moderators."""
        return as_stored(self.assessment, self.disputed)

    def at(self, actor: Actor, path: str, disputed: frozenset[str] = frozenset()) -> Words:
        """The same words in one place."""
        return replace(self, assessment=rated(actor, self.noticed, path), disputed=disputed)


def prepare(actor: Actor, kind: str, body: str, title: str = "", *, plain: bool = False) -> Words:
    """Render and check. Raises Invalid for empty words, markup.TooLong for too many."""
    if not body.strip():
        raise Invalid("empty", field="body")
    rendered = render(body, plain=plain)
    noticed = assess(actor, kind, body, title)
    return Words(title.strip(), body, rendered, noticed, rated(actor, noticed, ROOT))


@before_parting
def _build_checks() -> None:
    # What the checks build with the first words they see would be built, and held, by each process for itself.
    prepare(SYSTEM, "reply", "Thank you, that helped me a lot. I go in on *Thursday* and will tell you how it went.")


def assess(actor: Actor, kind: str, body: str, title: str = "") -> Assessment:
    """What the checks of all places find in the words as they were typed; `rated` says what of it counts in one."""
    draft = Draft(
        text=body,
        title=title.strip(),
        kind=kind,
        author_is_new=_is_new(actor),
        regions=regions_in_force(),
        own_numbers=own_numbers(),
    )
    return assess_draft(draft, checks=checks_in_force())


def rated(actor: Actor, noticed: Assessment, path: str) -> Assessment:
    """What holds in a place, with the effects there for this author."""
    # Of most words there is nothing to say anywhere.
    return noticed.rated(effects_in_force(path, _is_new(actor)), path) if noticed.findings else noticed


def asked_of(assessment: Assessment) -> tuple[Finding, ...]:
    """The findings that the coach shows. Notes ask nothing of an author, and a crisis signal is no fault to mend."""
    return tuple(each for each in assessment.findings if each.effect >= Effect.NUDGE and each.family != "crisis")


def is_seen(finding: Finding, seen: frozenset[str] | None) -> bool:
    """Whether its author has looked at a finding of this kind."""
    return seen is None or f"{finding.family}.{finding.kind}" in seen


def as_stored(assessment: Assessment, disputed: frozenset[str]) -> dict[str, Any]:
    """Findings without the words, fit for a JSON column; what the author calls wrong is marked."""
    stored = assessment.to_json()
    for finding in stored["findings"]:
        if finding["key"] in disputed:
            finding["disputed"] = True
    return stored


def entry(
    assessment: Assessment,
    *,
    anyway: bool,
    is_trusted: bool,
    disputed: frozenset[str] = frozenset(),
    seen: frozenset[str] | None = None,
) -> str:
    """What becomes of words with these findings: published, held, crisis, coached or blocked.

    A crisis signal is never sent back to its author to be improved: it is stored at once, or goes up where staff chose help lines only
    and nothing else was noticed. Whoever moderates here is coached like everybody, and then does not wait for themselves. A finding
    that its author calls wrong was seen; it holds all the same. `anyway` is said of the kinds in `seen`, or of any where that is None.
    """
    if assessment.is_crisis and not is_trusted:
        return PUBLISHED if assessment.effect == Effect.NOTE else CRISIS
    asked = asked_of(assessment)
    effect = max((each.effect for each in asked), default=None)
    if effect == Effect.BLOCK:
        return BLOCKED
    if any(each.key not in disputed and not (anyway and is_seen(each, seen)) for each in asked):
        return COACHED
    return HELD if effect == Effect.HOLD and not is_trusted else PUBLISHED


def _is_new(actor: Actor) -> bool:
    return actor.joined_at is not None and clock.now() - actor.joined_at < NEW_FOR


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
