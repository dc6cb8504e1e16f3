"""One newcomer's case on the welcome desk: their words and card, whom and what to introduce, and the welcome to write."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import db
from app.core.policy import deny
from app.core.tokens import new_token
from app.discussions import policies as discussion_policies
from app.discussions.models import Discussion, Post
from app.discussions.queries.coaching import Coaching
from app.groups.audience import Audience
from app.groups.models import Group
from app.guidelines.queries import has_accepted
from app.mentoring import wording
from app.mentoring.inputs import GREETING, REPLY
from app.mentoring.letter import Letter, looks_in_on
from app.mentoring.models import Greeting
from app.mentoring.queries.cards import ShownField, card_shown
from app.mentoring.queries.greetings import GONE, counts
from app.mentoring.queries.newcomer import FirstPost, NewcomerSeen, find_newcomer
from app.mentoring.queries.suggestions import SuggestedPerson, SuggestedTalk, people_for, talk_for


@dataclass(frozen=True)
class Way:
    """How a welcome to this newcomer goes out. `reason` says why it cannot stand where they wrote, '' when it can or they wrote nothing."""

    name: str
    reason: str = ""
    audience: Audience | None = None
    group: Group | None = None

    @property
    def is_reply(self) -> bool:
        return self.name == REPLY


@dataclass(frozen=True)
class Welcomed:
    """The welcome that this newcomer has had. `can_open`: the reader wrote it."""

    greeting_id: int
    by: str
    sent_at: datetime
    is_thanked: bool
    can_open: bool


@dataclass(frozen=True)
class Typed:
    """What the mentor has typed and chosen so far. `people` None: as suggested. `problem` is what stands beside the line, `refusal`
    what stands above the form; `coaching` is what the checks saw.
    """

    key: str
    line: str = ""
    people: frozenset[int] | None = None
    talk_id: int | None = None
    problem: str = ""
    refusal: str = ""
    coaching: Coaching | None = None


@dataclass(frozen=True)
class Case:
    """Everything `mentoring/_case.html` shows. Suggestions and the letter are for whoever welcomes this newcomer."""

    seen: NewcomerSeen
    card: tuple[ShownField, ...]
    way: Way
    letter: Letter
    people: tuple[SuggestedPerson, ...] = ()
    talk: SuggestedTalk | None = None
    welcomed: Welcomed | None = None
    accepted: bool = True
    typed: Typed = field(default_factory=lambda: Typed(new_token()))

    @property
    def name(self) -> str:
        return self.seen.name

    @property
    def can_send(self) -> bool:
        """Whether the reader may write the welcome now: they hold the claim, and nobody was faster."""
        return self.seen.is_mine and self.welcomed is None and self.seen.row.settled_at is None

    @property
    def card_line(self) -> str:
        """What the newcomer chose to show the reader, in one sentence; '' for nothing."""
        return wording.card_line(self.name, {field.name: field.value for field in self.card})

    @property
    def way_words(self) -> str:
        """Why the welcome does not stand where they wrote; '' when they wrote nothing yet."""
        words = wording.NOT_THERE.get(self.way.reason, wording.NOT_THERE_NOW) if self.way.reason else ""
        return words.format(name=self.name, group=self.way.group.name if self.way.group else "")

    def is_ticked(self, member_id: int) -> bool:
        """Whether somebody is to be introduced: all who are suggested, until the mentor chose."""
        return self.typed.people is None or member_id in self.typed.people


def case_of(actor: Actor, newcomer_id: int) -> Case:
    """A newcomer's case. Raises NotFound when they are not on the actor's desk. At most 20 statements, however many are new."""
    seen = find_newcomer(actor, newcomer_id)
    way = way_to(actor, seen.first)
    case = Case(
        seen=seen,
        card=card_shown(actor, newcomer_id),
        way=way,
        letter=Letter(seen.name, actor.display_name, looks_in_on(clock.now())),
        welcomed=welcomed(actor, newcomer_id),
    )
    return _with_suggestions(actor, case) if case.can_send else case


def way_to(actor: Actor, first: FirstPost | None) -> Way:
    """A reply where the newcomer wrote, if the actor may write there; else words for them alone. No statement: both are loaded."""
    if first is None:
        return Way(GREETING)
    discussion, group = db.session.get(Discussion, first.discussion_id), db.session.get(Group, first.group.id)
    if discussion is None or group is None:
        return Way(GREETING)
    verdict = discussion_policies.reply(actor, discussion, group) if actor.is_active else deny("sign_in")
    if not verdict:
        return Way(GREETING, verdict.reason, group=group)
    return Way(REPLY, audience=Audience(discussion.audience), group=group)


def welcomed(actor: Actor, newcomer_id: int) -> Welcomed | None:
    """The welcome this newcomer has had or that waits for a moderator; one that was removed does not count. One statement."""
    row = db.session.execute(
        select(Greeting, Member.display_name)
        .outerjoin(Member, Member.id == Greeting.mentor_id)
        .outerjoin(Post, Post.id == Greeting.post_id)
        .where(Greeting.newcomer_id == newcomer_id, counts())
        .order_by(Greeting.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    greeting, name = row
    return Welcomed(
        greeting_id=greeting.id,
        by=name or GONE,
        sent_at=greeting.sent_at,
        is_thanked=greeting.thanked_at is not None,
        can_open=greeting.mentor_id == actor.member_id,
    )


def _with_suggestions(actor: Actor, case: Case) -> Case:
    newcomer = actor_of(case.seen.row.member_id)
    people, talk = people_for(actor, newcomer, case.seen.first), talk_for(actor, newcomer, case.seen)
    letter = replace(case.letter, people=tuple(one.who for one in people), talk=talk.talk if talk else None)
    accepted = has_accepted(actor.member_id or 0)
    return replace(case, letter=letter, people=people, talk=talk, accepted=accepted)
