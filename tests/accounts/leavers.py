"""Quiet Heron, who has left a trace in every table that takes one, and whose every word carries a mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text

from app.accounts.actor import SYSTEM, Actor
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.commands.departing import send_off
from app.accounts.commands.leaving import ask_to_leave
from app.accounts.commands.sessions import open_session
from app.accounts.holdings import KEEP
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import Base, db
from app.core.jobs import run_due
from app.core.markup import quoted
from app.core.tokens import new_token
from app.discussions.commands.drafts import save_draft
from app.discussions.commands.edit import edit_post
from app.discussions.inputs import DraftInput, EditInput
from app.groups.commands import GroupInput, admit, create_group
from app.groups.commands.asking import ask_to_join
from app.mentoring.commands.cards import keep_card
from app.mentoring.inputs import CardInput, FieldInput
from app.moderation.commands import decide, flag
from app.moderation.commands.appealing import appeal
from app.moderation.inputs import DecisionInput, FlagInput
from tests.world import PHONE, World, answer, start

PASSWORD = "lantern over quiet water"
MARK = "zanzibar"
"""In every word of theirs, and in nobody else's."""
NAME = "Quiet Heron"
HANDLE = "quiet-heron"
ADDRESS = "heron.zanzibar@example.org"


@dataclass
class Trace:
    """Who they are, and the posts that they and others wrote."""

    member_id: int
    talk: int
    alone: int
    opening: int
    reply: int
    held: int
    removed: int
    quote: int
    mention: int
    answer: int
    waiting_mention: int
    nested: int

    @property
    def actor(self) -> Actor:
        return actor_of(self.member_id)


def leave_a_trace(world: World) -> Trace:
    """Let Quiet Heron come, write, be quoted, mentioned, held, removed, reported and decided about."""
    corner = world.corners["public"]
    member_id = _arrive(world)
    heron, maren, ana = actor_of(member_id), world.actor("maren"), world.actor("ana")
    begun = start(heron, corner.group_id, f"Where I went in {MARK}", f"I wrote {MARK} in my diary.\n\nIt was hot.")
    talk, opening = begun.discussion_id or 0, begun.post_id or 0
    alone = start(heron, corner.group_id, f"Nobody answered {MARK}", f"Nobody at all, {MARK}.").discussion_id or 0
    reply = answer(heron, corner.discussion, f"Take {MARK} with you.").post_id or 0
    answer(heron, corner.discussion, f"And a second {MARK}.")
    edit_post(heron, EditInput(new_token(), reply, f"Take a {MARK} and slippers."))
    held = answer(heron, corner.discussion, f"{MARK} {PHONE}", anyway=True).post_id or 0
    removed = answer(heron, corner.discussion, f"Removed {MARK}.").post_id or 0
    hidden = answer(heron, corner.discussion, f"Hidden {MARK}.").post_id or 0
    quote = answer(maren, talk, quoted(f"I wrote {MARK} in my diary.", NAME) + "Me too.", to=opening).post_id or 0
    within = quoted(f"I wrote {MARK} in my diary.", NAME) + "Me too."
    nested = answer(world.actor("ruth"), talk, quoted(within, "Maren") + "All of us.").post_id or 0
    mention = answer(maren, talk, f"Thank you, @{HANDLE}! And @ruth.").post_id or 0
    waiting = answer(maren, talk, f"Dear @{HANDLE}, {PHONE}", anyway=True).post_id or 0
    answered = answer(heron, talk, f"You are welcome, says {MARK}.", to=mention).post_id or 0
    flag(maren, "post", reply, FlagInput("worried", "They sound low."))
    flag(heron, "post", quote, FlagInput("unkind", f"I told you {MARK}."))
    save_draft(heron, DraftInput(new_token(), "reply", discussion_id=talk, body=f"Draft {MARK}"))
    save_draft(maren, DraftInput(new_token(), "reply", discussion_id=talk, body=f"Hello @{HANDLE}"))
    decision_id = _decide(ana, maren, removed, "remove", "warning")
    appeal(heron, decision_id, f"It was about {MARK} and nothing else.")
    _decide(ana, maren, hidden, "hide", "slow")
    run_due()
    return Trace(member_id, talk, alone, opening, reply, held, removed, quote, mention, answered, waiting, nested)


def _decide(moderator: Actor, flagger: Actor, post_id: int, action: str, measure: str) -> int:
    item_id = flag(flagger, "post", post_id, FlagInput("unkind", "That hurt.")).item_id
    until = clock.now() + timedelta(days=7) if measure == "slow" else None
    return decide(
        moderator, item_id, DecisionInput(1, action, 1, "It hurt somebody.", measure=measure, until=until)
    ).decision_id


def _arrive(world: World) -> int:
    new = NewMember(HANDLE, NAME, email=ADDRESS, password=PASSWORD, about=f"Back from {MARK}.", country="GB")
    member_id = add_member(SYSTEM, new)
    corner = world.corners["public"]
    admit(corner.group_id, {member_id: clock.now() - timedelta(days=30)})
    open_session(member_id, "Firefox on Linux")
    heron = actor_of(member_id)
    fields = {"condition": FieldInput(f"{MARK} fever", "members")}
    keep_card(heron, CardInput(fields))
    private = create_group(SYSTEM, GroupInput(name="Quiet corner", purpose="For few.", access="private"))
    ask_to_join(heron, private, f"Please let me in, {MARK}.")
    grant_role(SYSTEM, member_id, "mentor", corner.path)
    return member_id


def leave(world: World, trace: Trace, choice: str = KEEP) -> None:
    """Ask, wait a week by the clock, and let the jobs do it. The caller moves the clock back."""
    ask_to_leave(trace.actor, choice, PASSWORD)


def when_the_week_is_over() -> None:
    """Whoever's time has come is gone, with all letters sent."""
    send_off()
    while run_due():
        pass


def places_with(*needles: str) -> set[str]:
    """'table.column' of every column in the database that holds one of `needles`, in whatever case."""
    found, wanted = set(), [needle.lower() for needle in needles]
    for table in Base.metadata.tables:
        # As the driver gives them: a statement for each table is quicker than a question for each column.
        rows = db.session.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608
        names = list(rows.keys())
        for row in rows:
            said = [(name, str(value).lower()) for name, value in zip(names, row, strict=True) if value is not None]
            found |= {f"{table}.{name}" for name, words in said if any(needle in words for needle in wanted)}
    db.session.rollback()
    return found


def rows_of(member_id: int) -> Iterator[str]:
    """'table.column' of every foreign key to members that still holds this number."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.target_fullname == "members.id" for key in column.foreign_keys):
                number: Any = db.session.scalar(select(func.count()).select_from(table).where(column == member_id))
                if number:
                    yield f"{table.name}.{column.name}"
