"""Members tell the moderators about something, and moderators open a review themselves."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.actor import Actor
from app.core import limits
from app.core.command import command, publish
from app.core.policy import Conflict, Forbidden, Invalid, NotFound, require
from app.core.settings import Setting, declare
from app.moderation import policies
from app.moderation.commands.items import open_item
from app.moderation.events import Flagged
from app.moderation.inputs import CauseInput, FlagInput, FlagOutcome, OpenInput
from app.moderation.kinds import FLAG, STAFF
from app.moderation.queries.flags import has_flagged
from app.moderation.registry import PUBLISHED, SubjectView, adapter_for, subject_views
from app.moderation.wording import NEEDS_WORDS, REASONS, reasons_for

LONGEST_WORDS = 2000
"""Letters of a member's own words on a flag."""

A_DAY = declare(
    Setting(
        "moderation.flags_a_day",
        20,
        "How often one member can report something in a day",
        valid=lambda value: value > 0,
    )
)


@command
def flag(actor: Actor, subject_kind: str, subject_id: int, given: FlagInput) -> FlagOutcome:
    """Tell the moderators about a subject that the actor can see. The text as it stands now is kept with it.

    A member tells us once about one text; again answers 'already'. Raises NotFound, Forbidden ('own_words'), Invalid (`reason`,
    `words`), Conflict ('not_out') when it is not published, TooMany.
    """
    _check(subject_kind, given)
    view = _flaggable(actor, subject_kind, subject_id)
    if has_flagged(actor, view):
        return FlagOutcome("already")
    limits.count(limits.Limit("flag", A_DAY.get(), timedelta(days=1)), actor.member_id or 0)
    # Pressed twice at once: the count's row made this one wait for the other, so now it can be seen.
    if has_flagged(actor, view):
        return FlagOutcome("already")
    cause = CauseInput(
        FLAG,
        given.reason,
        REASONS[given.reason].risk,
        view.text,
        view.revision_id,
        member_id=actor.member_id,
        words=given.words.strip(),
    )
    item_id = open_item(_opening(view, cause), actor_id=actor.member_id)
    publish(
        Flagged(
            actor_id=actor.member_id, item_id=item_id, subject_kind=view.kind, subject_id=view.id, reason=given.reason
        )
    )
    return FlagOutcome("taken", item_id)


@command
def open_review(actor: Actor, subject_kind: str, subject_id: int) -> int:
    """A moderator opens a review of something on their paths, whatever its state. Answers the item's id.

    Raises NotFound for what is not on their paths, Forbidden for their own words.
    """
    adapter_for(subject_kind)
    view = subject_views([(subject_kind, subject_id)]).get((subject_kind, subject_id))
    if view is None or not actor.moderates(view.scope_path):
        raise NotFound
    require(policies.review(actor, view))
    cause = CauseInput(STAFF, STAFF, 1, view.text, view.revision_id)
    return open_item(_opening(view, cause), actor_id=actor.member_id)


def _flaggable(actor: Actor, subject_kind: str, subject_id: int) -> SubjectView:
    view = adapter_for(subject_kind).flaggable(actor, subject_id)
    verdict = policies.flag(actor, view)
    if not verdict:
        raise Forbidden(verdict.reason)
    if view.state != PUBLISHED:
        raise Conflict("not_out")
    return view


def _check(subject_kind: str, given: FlagInput) -> None:
    if given.reason not in {reason.code for reason in reasons_for(subject_kind)}:
        raise Invalid("flag_reason", field="reason")
    if given.reason in NEEDS_WORDS and not given.words.strip():
        raise Invalid("flag_words", field="words")
    if len(given.words) > LONGEST_WORDS:
        raise Invalid("too_long_words", field="words")


def _opening(view: SubjectView, cause: CauseInput) -> OpenInput:
    return OpenInput(view.kind, view.id, view.scope_path, view.author_id, view.what, (cause,))
