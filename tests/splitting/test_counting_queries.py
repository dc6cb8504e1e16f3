"""The advisor's figures equal a count by hand: the same rows, counted in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.core.db import db
from app.discussions.models import Discussion, Post, ReadMark
from app.groups.commands import GroupInput, create_group
from app.groups.models import Group
from app.splitting.advice import Figures
from app.splitting.queries.counting import figures_of, group_facts
from tests.splitting.talks import LAST, Laid, ago, busy_group, lay_people, lay_talks


def _messy(people: list[int], talks: int = 120) -> list[Laid]:
    """Discussions over two years: some held, some removed, some unanswered, with held and removed replies and people who left."""
    dice = Random(3)
    found = []
    for place in range(talks):
        begun = dice.uniform(1, 700)
        replies = [
            (dice.choice([*people, None]), dice.uniform(0, begun), dice.choice(["published"] * 5 + ["held", "removed"]))
            for _ in range(dice.choice([0, 0, 1, 2, 5]))
        ]
        found.append(
            Laid(
                f"Talk {place}", "Words.", dice.choice(people), begun, replies,
                readers=dice.sample(people, dice.choice([0, 1, 3])),
                is_out=place % 11 != 0, is_removed=place % 13 == 0,
            )
        )  # fmt: skip
    return found


def _by_hand(group_id: int) -> Figures:
    """What the page says of each figure, one row at a time."""
    talks = [
        talk for talk in db.session.scalars(select(Discussion).where(Discussion.group_id == group_id))
        if talk.published_at is not None and talk.removed_at is None
    ]  # fmt: skip
    posts = [
        post for talk in talks for post in db.session.scalars(select(Post).where(Post.discussion_id == talk.id))
        if post.state == "published"
    ]  # fmt: skip
    first = min(talk.published_at for talk in talks if talk.published_at)
    last = max(post.published_at for post in posts if post.published_at)
    weeks = 1
    while weeks < 26 and (last - first).total_seconds() > weeks * 7 * 86400:
        weeks += 1
    age = {item.id: (last - item.published_at).total_seconds() / 86400 for item in [*talks] if item.published_at}
    aged = [(post, (last - post.published_at).total_seconds() / 86400) for post in posts if post.published_at]
    begun = [talk for talk in talks if age[talk.id] <= weeks * 7]
    before = [talk for talk in talks if talk not in begun]
    year = [post for post, days in aged if days <= 364]
    active = {post.author_id for post in year if post.author_id}
    replies = [post.author_id for post in year if post.seq != 1]
    ten = Counter(author for author in replies if author).most_common(10)
    young = {talk.id for talk in talks if age[talk.id] <= 90}
    marks = [(mark.member_id, mark.discussion_id) for mark in db.session.scalars(select(ReadMark))]
    opened = {pair for pair in marks if pair[0] in active and pair[1] in young}
    wrote = {(post.author_id, post.discussion_id) for post in posts if post.author_id and post.discussion_id in young}
    return Figures(
        discussions=len(talks),
        posts=len(posts),
        weeks=weeks,
        discussions_a_week=round(len(begun) / weeks, 2),
        posts_a_week=round(sum(days <= weeks * 7 for _, days in aged) / weeks, 2),
        opened_share=round(len(opened | wrote) / (len(active) * len(young)), 4) if opened else None,
        unanswered_share=round(sum(not talk.answered_at for talk in talks) / len(talks), 4),
        unanswered_lately=round(sum(not talk.answered_at for talk in begun) / len(begun), 4),
        unanswered_before=round(sum(not talk.answered_at for talk in before) / len(before), 4) if before else None,
        top_ten_share=round(sum(number for _, number in ten) / len(replies), 4),
        active_people=len(active),
        first_at=first,
        last_at=last,
    )


def _group(name: str) -> int:
    return create_group(SYSTEM, GroupInput(name=name, purpose="For a test.", access="public"))


def test_every_figure_equals_a_count_by_hand(app: Flask) -> None:
    people = lay_people(30)
    messy, young, empty = _group("Messy"), _group("Young"), _group("Empty")
    lay_talks(messy, _messy(people))
    # Eight days old, nobody has opened anything; and somebody answered themselves, which is no answer.
    lay_talks(
        young,
        [
            Laid("A", "", people[0], 8, [(people[0], 3, "published"), (people[1], 1, "removed")]),
            Laid("B", "", people[1], 0),
        ],
    )
    assert figures_of(messy) == _by_hand(messy)
    assert figures_of(messy).opened_share and figures_of(messy).weeks == 26
    assert figures_of(young) == _by_hand(young)
    assert (figures_of(young).weeks, figures_of(young).opened_share, figures_of(young).unanswered_share) == (
        2,
        None,
        1.0,
    )
    assert figures_of(empty) == Figures()


def test_what_the_advisor_reads_is_what_is_out(app: Flask, count_statements: Callable[[], Any]) -> None:
    people = lay_people(4)
    group_id, other = _group("Ears"), _group("Other")
    out = Laid(
        "Ringing", "The text", people[0], 5, [(people[1], 4, "published"), (people[2], 3, "held")], tags=["noise"]
    )
    lay_talks(group_id, [out, Laid("Held", is_out=False), Laid("Gone", is_removed=True), Laid("Newer", "", None, 1)])
    lay_talks(other, busy_group(people, 120))
    group = db.session.get_one(Group, group_id)
    with count_statements() as seen:
        facts = group_facts(group)
    assert len(seen) == 9
    assert [talk.title for talk in facts.talks] == ["Newer", "Ringing"]
    ringing = facts.talks[1]
    assert (ringing.id, ringing.text, ringing.tags, ringing.people) == (
        out.ids[0],
        "The text",
        ("noise",),
        {people[0], people[1]},
    )
    # Elsewhere is everything but the group itself.
    assert facts.elsewhere.talks == 120 and facts.elsewhere.held["tonsil"] == 40 and facts.elsewhere.held["noise"] == 40
    assert facts.figures.last_at == ago(1) < LAST
