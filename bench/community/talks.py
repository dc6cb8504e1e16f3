"""Discussions and posts in the order in which they were written, many going on at a time, with the counters that the commands would
have kept.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from app.discussions.models import Discussion, DiscussionTag, Mention, Post, ReadMark, Revision, Watch
from app.discussions.models.discussion import MOST_SEATS
from bench.community.bodies import Body
from bench.community.loading import Loader, Rows
from bench.community.people import Place
from bench.community.shape import SHORT, Shape, length

TABLES = (Discussion, DiscussionTag, Mention, Post, ReadMark, Revision, Watch)
TAGS = [
    f"{one}-{two}"
    for one in "sleep work food pain hope tests family travel money nights".split()
    for two in ("today", "again", "help")
]
LONG_PEOPLE = 2_000


@dataclass(slots=True)
class Talk:
    """A discussion while it is written."""

    id: int
    place: Place
    left: int
    title: tuple[str, str]
    created: str = ""
    author: int = 0
    opening: int = 0
    excerpt: str = ""
    seq: int = 0
    replies: int = 0
    last_at: str = ""
    last_id: int = 0
    answered: str | None = None
    asked_again: str | None = None
    read: dict[int, int] = field(default_factory=dict)
    """How far everybody who wrote has read."""
    recent: list[tuple[int, int]] = field(default_factory=list)
    """(id, branch) of the last posts: those get answered."""


@dataclass
class Made:
    """What was made: ids of the long and the short discussion, and how many there are."""

    long_id: int = 0
    short_id: int = 0
    discussions: int = 0
    posts: int = 0


class Talks:
    """`write` makes everything. `texts`: usual ones; `short_texts`: those of the short discussion."""

    def __init__(
        self,
        shape: Shape,
        random: Random,
        loader: Loader,
        places: list[Place],
        texts: list[Body],
        short_texts: list[Body],
        titles: list[tuple[str, str]],
        handles: dict[str, int],
    ) -> None:
        self.shape, self.random, self.places, self.titles = shape, random, places, titles
        self.handles = handles
        self.texts = [_fit(loader, each) for each in texts]
        self.short_texts = [_fit(loader, each) for each in short_texts]
        self.ids, self.made = itertools.count(1), Made()
        self.others = places[1:]
        self.weights = list(itertools.accumulate(1 + 3 * random.random() for _ in self.others))
        self.posts = Rows(
            loader,
            Post,
            "id discussion_id author_id reply_to_id branch_seq seq state audience body html excerpt revision_id"
            " created_at published_at state_at",
        )
        self.revisions = Rows(
            loader, Revision, "id post_id number title body html author_id created_at state findings anyway"
        )
        self.discussions = Rows(
            loader,
            Discussion,
            "id group_id title slug author_id audience created_at published_at opening_id excerpt reply_count people_count people_ids"
            " last_seq last_post_at last_post_id answered_at asked_again_at locked_at pinned_at removed_at version",
        )
        self.marks = Rows(loader, ReadMark, "member_id discussion_id seq at")
        self.watches = Rows(loader, Watch, "discussion_id member_id since")
        self.tags = Rows(loader, DiscussionTag, "discussion_id tag")
        self.mentions = Rows(loader, Mention, "post_id member_id")

    def write(self) -> Made:
        """All posts, then what is still going on."""
        going_on: list[Talk] = []
        long = Talk(
            next(self.ids),
            self.places[0],
            self.shape.long_posts,
            ("The long talk: come in, sit down", "the-long-talk-come-in-sit-down"),
        )
        every = (self.shape.posts - SHORT) // max(long.left, 1)
        moments = self._moments()
        pick, most = self.random.random, self.shape.going_on
        for number in range(self.shape.posts - SHORT):
            if number % every == 0 and long.left:
                self._post(long, next(moments))
                continue
            if len(going_on) < most:
                going_on.append(self._begin())
                at = len(going_on) - 1
            else:
                at = int(pick() * len(going_on))
            talk = going_on[at]
            self._post(talk, next(moments))
            if not talk.left:
                going_on[at] = going_on[-1]
                going_on.pop()
                self._end(talk)
        short = Talk(next(self.ids), self.others[0], SHORT, ("Twenty short answers", "twenty-short-answers"))
        for _ in range(SHORT):
            self._post(short, next(moments), self.short_texts)
        for talk in (*going_on, long, short):
            self._end(talk)
        for rows in (self.posts, self.revisions, self.discussions, self.marks, self.watches, self.tags, self.mentions):
            rows.flush()
        self.made.long_id, self.made.short_id = long.id, short.id
        return self.made

    def _moments(self) -> Iterator[str]:
        """When posts are written: as often on one day as on another, a millisecond apart at least."""
        step = self.shape.lasts / (self.shape.posts + 1)
        # As `people.stamp` writes them; without a zone, which would be taken off each one.
        moment = self.shape.begin.replace(tzinfo=None)
        while True:
            moment += step
            yield moment.isoformat(" ", "microseconds")

    def _begin(self) -> Talk:
        if self.random.random() < self.shape.large_share:
            place = self.places[0]
        else:
            place = self.random.choices(self.others, cum_weights=self.weights)[0]
        return Talk(next(self.ids), place, length(self.random), self.random.choice(self.titles))

    def _post(self, talk: Talk, at: str, texts: list[Body] | None = None) -> None:
        random = self.random.random
        texts = texts or self.texts
        body = texts[int(random() * len(texts))]
        author = self._author(talk)
        self.made.posts += 1
        key = self.made.posts
        talk.left -= 1
        talk.seq += 1
        reply_to, branch = self._answers(talk)
        if talk.seq == 1:
            talk.created, talk.author, talk.opening, talk.excerpt = at, author, key, body.excerpt
        else:
            talk.replies += 1
            if author != talk.author:
                talk.answered = talk.answered or at
            elif talk.answered is None:
                talk.asked_again = at
        talk.read[author] = talk.seq
        talk.last_at, talk.last_id = at, key
        talk.recent.append((key, branch))
        if len(talk.recent) > 30:
            del talk.recent[:10]
        seq, text, html, excerpt, audience = talk.seq, body.text, body.html, body.excerpt, talk.place.audience
        self.posts.row(
            (key, talk.id, author, reply_to, branch, seq, "published", audience, text, html, excerpt, key, at, at, at)
        )
        title = talk.title[0] if seq == 1 else None
        self.revisions.row((key, key, 1, title, text, html, author, at, "current", body.findings, False))
        for handle in body.mentions:
            member = self.handles.get(handle)
            if member is not None and member != author:
                self.mentions.add(key, member)

    def _author(self, talk: Talk) -> int:
        """The busy write more than the others; who wrote here often comes back."""
        draw = self.random.random()
        if talk.seq and draw < 0.25:
            return talk.author
        people = talk.place.people
        number = LONG_PEOPLE if talk.place is self.places[0] and talk.left > 300 else len(people)
        return people[int(min(number, len(people)) * self.random.random() ** 3)]

    def _answers(self, talk: Talk) -> tuple[int | None, int]:
        """(post that is answered, branch): two in five answer one of the last posts, the others the discussion."""
        if talk.seq > 2 and self.random.random() < 0.4:
            key, branch = talk.recent[int(self.random.random() * len(talk.recent))]
            if key != talk.opening:
                return key, branch
        return None, talk.seq

    def _end(self, talk: Talk) -> None:
        self.made.discussions += 1
        talk.place.discussions += 1
        draw, people = self.random.random(), list(talk.read)
        locked = talk.last_at if draw < 0.005 else None
        pinned = talk.last_at if talk.place.discussions in (3, 40) else None
        self.discussions.add(
            talk.id,
            talk.place.id,
            talk.title[0],
            talk.title[1],
            talk.author,
            talk.place.audience,
            talk.created,
            talk.created,
            talk.opening,
            talk.excerpt,
            talk.replies,
            len(people),
            json.dumps(people[:MOST_SEATS]),
            talk.seq,
            talk.last_at,
            talk.last_id,
            talk.answered,
            talk.asked_again,
            locked,
            pinned,
            None,
            talk.seq + 1,
        )
        for member, seq in talk.read.items():
            self.marks.row((member, talk.id, seq, talk.last_at))
        for member in people[:1] if draw < 0.7 else people[: 1 + len(people) // 4]:
            self.watches.add(talk.id, member, talk.created)
        if draw < 0.3:
            self.tags.add(talk.id, TAGS[int(draw * 1_000_000) % len(TAGS)])


def _fit(loader: Loader, body: Body) -> Body:
    return Body(
        loader.text(body.text),
        loader.text(body.html),
        loader.text(body.excerpt),
        loader.text(body.findings),
        body.mentions,
    )
