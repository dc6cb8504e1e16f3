"""Replying, one at a time or several people at once: the words come out, or wait for a moderator, or go back to the composer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple, ParamSpec, TypeVar, cast

from app.accounts.actor import Actor
from app.core.away import is_away
from app.core.command import Overtaken, command, command_once, is_deadlock, must_hold, publish, read_anew
from app.core.db import db
from app.core.driver import alone
from app.core.lanes import give_way
from app.core.policy import Closed, Invalid, NotFound, TooMany, require
from app.discussions import policies
from app.discussions.commands.coming_out import (
    BACK,
    as_now,
    come_out,
    count_posts,
    disputed_in,
    is_out,
    member_of,
    posted_before,
    state_of,
)
from app.discussions.commands.drafts import save_draft
from app.discussions.commands.many_places import Placing
from app.discussions.commands.next_place import write_in_next_places
from app.discussions.commands.noting import told
from app.discussions.commands.placing import promise_to_tell
from app.discussions.commands.standing import (
    NewPost,
    Reply,
    Standing,
    hold,
    new_post,
    reserved,
    standings,
    write,
)
from app.discussions.events import Coming, PostsComing
from app.discussions.inputs import PUBLISHED, DraftInput, Outcome, ReplyInput
from app.discussions.models import Discussion
from app.discussions.preparing import Words, prepare
from app.groups.models import Group
from app.guidelines.commands import accept_current

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")


class Asked(NamedTuple):
    """A reply that somebody sends."""

    actor: Actor
    given: ReplyInput


class Decided(NamedTuple):
    """What becomes of a reply, and what was known when that was decided. `actor` with the limits of that moment."""

    actor: Actor
    given: ReplyInput
    words: Words
    known: Standing
    answered_id: int | None
    state: str

    def new_post(self) -> NewPost:
        """Its post of this moment, without a place."""
        return new_post(self.known, self.known.talk, member_of(self.actor), self.answered_id)


@command
def reply(actor: Actor, given: ReplyInput) -> Outcome:
    """Reply to a discussion, or to one of its posts. Raises as `start_discussion`.

    Nobody holds the discussion until the reply takes its place there; that finds out whether what was decided still is so. On SQLite it
    has its turn to write once that is decided.
    """
    return _reply(actor, given, prepare(actor, "reply", given.body))


def reply_together(asked: Sequence[Asked]) -> list[Outcome | Exception]:
    """Replies that different people send at the same time: for each what `reply` answers or raises.

    Those that come out at once, as most do, are one transaction: beginning and ending it, and waiting for the disk, is half of what a
    reply takes. When it is found there that one of them cannot be, nothing of it is kept; each is then sent by itself, as is what waits,
    goes back to its author or was sent before.
    """
    if len(asked) == 1:
        return [_tried(reply, *asked[0])]
    read_anew()
    looked = [_looked_at(*one) for one in asked]
    out = _coming_out([(place, asked[place], words) for place, words in enumerate(looked) if isinstance(words, Words)])
    found: dict[int, Outcome | Exception] = {}
    found.update(zip([place for place, _ in out], _together([one for _, one in out]), strict=False))
    return _with_the_others(asked, looked, found)


def _with_the_others(
    asked: Sequence[Asked], looked: Sequence[Words | Exception], found: dict[int, Outcome | Exception]
) -> list[Outcome | Exception]:
    """Whoever is not found yet, each by itself. Where the database is away, nobody has to wait for it once more."""
    gone = next((each for each in found.values() if isinstance(each, Exception)), None)
    found |= {place: words for place, words in enumerate(looked) if isinstance(words, Exception)}
    for place, words in enumerate(looked):
        if place not in found and isinstance(words, Words):
            found[place] = one = gone if gone is not None else _tried(_reply, *asked[place], words)
            gone = one if isinstance(one, Exception) and is_away(one) else gone
    return [found[place] for place in range(len(asked))]


def _looked_at(actor: Actor, given: ReplyInput) -> Words | Exception:
    # Nobody waits for anything of ours yet: readers first.
    give_way()
    return _tried(prepare, actor, "reply", given.body)


def _tried(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | Exception:
    try:
        return act(*args, **kwargs)
    except Exception as refusal:
        return refusal


def _coming_out(asked: Sequence[tuple[int, Asked, Words]]) -> list[tuple[int, Decided]]:
    """Those that come out at once and need nothing else, in the order of their discussions; none where the look fails: each is tried by
    itself then. A statement for each, on PostgreSQL one, in no transaction."""
    try:
        with alone(db.session()):
            known = standings([_as_asked(*one) for _, one, _ in asked])
    except Exception as error:
        if isinstance(error, Closed) or is_away(error):
            raise
        log.warning("replies were not looked at together: %s", type(error).__name__)
        return []
    looked = [
        (place, _out_at_once(*one, words, there)) for (place, one, words), there in zip(asked, known, strict=True)
    ]
    out = [(place, decided) for place, decided in looked if decided is not None]
    return sorted(out, key=lambda one: one[1].given.discussion_id)


def _out_at_once(actor: Actor, given: ReplyInput, words: Words, known: Standing | None) -> Decided | None:
    if known is None or known.earlier_id is not None or given.accepts_guidelines or not _is_seen(actor, known):
        return None
    decided = _tried(_decided, actor, given, words, known)
    return decided if isinstance(decided, Decided) and decided.state == PUBLISHED else None


def _together(out: list[Decided]) -> Sequence[Outcome | Exception]:
    """Their outcomes; none where each must be tried by itself: what one of them meets is nothing to the others."""
    try:
        return _reply_all(out) if out else []
    except Exception as error:
        if isinstance(error, Closed) or (is_away(error) and not is_deadlock(error)):
            return [error] * len(out)
        if not isinstance(error, Overtaken | TooMany):
            log.warning("replies were not written together: %s", type(error).__name__)
        return []


@command_once
def _reply_all(out: list[Decided]) -> list[Outcome]:
    return _written(out)


@command
def _reply(actor: Actor, given: ReplyInput, words: Words) -> Outcome:
    known = _known(actor, given)
    if known.earlier_id is not None:
        return posted_before(known.earlier_id, given.draft_key)
    decided = _decided(actor, given, words, known)
    if given.accepts_guidelines:
        accept_current(decided.actor)
    if decided.state in BACK:
        return _sent_back(decided)
    if is_out(decided.state):
        return _written([decided])[0]
    if not must_hold():
        # What waits is brought to the desk of a place, and that is where the discussion stands.
        raise Overtaken
    return _waiting(decided)


def _known(actor: Actor, given: ReplyInput) -> Standing:
    """What is known of the discussion. Raises NotFound when the actor may not see it. 1 statement, 2 when it must be held."""
    if must_hold():
        hold(given.discussion_id)
    with alone(db.session()):
        (known,) = standings([_as_asked(actor, given)])
    if known is None or not _is_seen(actor, known):
        raise NotFound
    return known


def _is_seen(actor: Actor, known: Standing) -> bool:
    # They have every column that the rule looks at.
    return bool(policies.see_discussion(actor, cast(Discussion, known.talk), cast(Group, known.place)))


def _as_asked(actor: Actor, given: ReplyInput) -> Reply:
    return Reply(member_of(actor), given.draft_key, given.discussion_id, given.reply_to_id)


def _decided(actor: Actor, given: ReplyInput, words: Words, known: Standing) -> Decided:
    """Raises Forbidden, Invalid."""
    discussion, actor = known.talk, as_now(actor, known)
    require(policies.reply(actor, cast(Discussion, discussion), cast(Group, known.place)))
    # Who answers the opening post answers the discussion itself.
    answered_id = None if given.reply_to_id == discussion.opening_id else given.reply_to_id
    if answered_id is not None and (known.answered_in != discussion.id or known.answered_state != PUBLISHED):
        raise Invalid("reply_gone", field="reply_to_id")
    words = words.at(actor, known.path, disputed_in(given, known))
    return Decided(actor, given, words, known, answered_id, state_of(actor, words, given, known))


def _sent_back(decided: Decided) -> Outcome:
    actor, given, words, known, answered_id, state = decided
    draft = DraftInput(given.draft_key, "reply", discussion_id=known.talk.id, reply_to_id=answered_id, body=given.body)
    save_draft(actor, draft)
    outcome = Outcome(state, given.draft_key, discussion_id=known.talk.id, assessment=words.assessment)
    return told(actor, outcome, words, known.place)


def _waiting(decided: Decided) -> Outcome:
    actor, given, words, known, _, _ = decided
    post = decided.new_post()
    count_posts([(actor, words, known.path)])
    write(post, words, given.draft_key, given.anyway)
    return _shown(decided, post)


def _written(out: Sequence[Decided]) -> list[Outcome]:
    """All of them take their places; in the order of their discussions. What must be known of them was found out before."""
    coming = [Coming(member_of(one.actor), one.known.talk.id, one.answered_id) for one in out]
    with alone(db.session()):
        publish(PostsComing(actor_id=None, coming=tuple(coming)))
    reserving = reserved([one.known for one in out], [each.author_id for each in coming])
    out = [one._replace(known=known) for one, known in zip(out, reserving, strict=True)]
    count_posts([(one.actor, one.words, one.known.path) for one in out])
    placings = [Placing(one.new_post(), one.known, one.words, one.given.draft_key, one.given.anyway) for one in out]
    promise_to_tell(*[one.post.id for one in placings])
    # Last of all that can go before: whoever writes there at the same moment waits from here on.
    posts = write_in_next_places(placings)
    return [_shown(one, post) for one, post in zip(out, posts, strict=True)]


def _shown(one: Decided, post: NewPost) -> Outcome:
    return come_out(one.actor, post, one.known.talk, one.known.place, one.words, one.state, one.given, one.known)
