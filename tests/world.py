"""One small believable community, made with the product's own commands: the people, groups and posts that tests share.

Four groups: Heart is public, Kidney members-only, the Carers' room private, Brain another branch. In the first three Ruth started a
discussion that Maren answered; in each, one reply of Ruth's waits for a moderator, one was removed, and one more discussion of hers
waits as a whole and one was removed as a whole.

| who | what |
| --- | --- |
| ruth | writes everywhere; belongs to the three groups |
| maren | a member of the three groups |
| kit | belongs to Brain only |
| newcomer | belongs to nothing yet |
| ingrid | mentor on the three groups |
| samuel | moderator on Brain: another branch |
| ana | moderator on the three groups |
| bea | moderator on the three groups, Ana's colleague |
| marta | admin |
| gus | belongs to the three groups, and is suspended |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from app.accounts.actor import SYSTEM, VISITOR, Actor
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.commands.sessions import open_session
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import db
from app.core.tokens import new_token
from app.discussions.commands.publish import start_discussion
from app.discussions.commands.replying import reply
from app.discussions.commands.waiting import apply_decision
from app.discussions.inputs import Outcome, ReplyInput, StartInput
from app.groups.commands import GroupInput, admit, create_group
from app.groups.models import Group
from app.guidelines.commands import load_first_guidelines
from app.help.commands import load_first_lines
from tests.suspending import suspend

PASSWORD = "a chair by the window"
PHONE = "Ring me on 07700 900418 if you like, I am up most nights."
PEOPLE = {
    "ruth": "Ruth",
    "maren": "Maren",
    "kit": "Kit",
    "newcomer": "Halina",
    "ingrid": "Ingrid",
    "samuel": "Samuel",
    "ana": "Ana",
    "bea": "Bea",
    "marta": "Marta",
    "gus": "Gus",
}
GROUPS = {"public": "Heart", "members": "Kidney", "private": "Carers' room", "other": "Brain"}
OPEN = ("public", "members", "private")


@dataclass
class Corner:
    """What stands in one group: ids of discussions and posts by their state."""

    group_id: int = 0
    slug: str = ""
    path: str = ""
    discussion: int = 0
    held_discussion: int = 0
    removed_discussion: int = 0
    opening: int = 0
    published: int = 0
    held: int = 0
    removed: int = 0


@dataclass
class World:
    """Ids of everybody and everything, by name."""

    members: dict[str, int] = field(default_factory=dict)
    corners: dict[str, Corner] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    """A session of everybody, for a test client's cookie."""

    def actor(self, name: str) -> Actor:
        """The Actor of somebody; 'visitor' and 'system' as well."""
        if name == "visitor":
            return VISITOR
        return SYSTEM if name == "system" else actor_of(self.members[name])

    def token(self, name: str) -> str:
        """The session token of somebody."""
        return self.tokens[name]


def build() -> World:
    """Make the community in an empty, migrated database."""
    load_first_lines(SYSTEM)
    load_first_guidelines(SYSTEM)
    world = World()
    for username, name in PEOPLE.items():
        joined = clock.now() - timedelta(days=2 if username == "newcomer" else 200)
        new = NewMember(username, name, email=f"{username}@example.org", joined_at=joined)
        world.members[username] = add_member(SYSTEM, new)
    for access, name in GROUPS.items():
        _make_group(world, access, name)
    _give_roles(world)
    for access in OPEN:
        _fill(world, world.corners[access])
    suspend(world.actor("marta"), world.members["gus"], clock.now() + timedelta(days=30), "Unkind again and again.")
    for name, member_id in world.members.items():
        world.tokens[name] = open_session(member_id, "Firefox on Linux").token
    return world


def _make_group(world: World, access: str, name: str) -> None:
    kind = "public" if access == "other" else access
    group_id = create_group(SYSTEM, GroupInput(name=name, purpose=f"For people who know {name}.", access=kind))
    group = db.session.get_one(Group, group_id)
    world.corners[access] = Corner(group_id=group_id, slug=group.slug, path=group.path)
    belongs = ("kit", "samuel") if access == "other" else ("ruth", "maren", "gus")
    _belong(group_id, [world.members[who] for who in belongs])


def _belong(group_id: int, member_ids: list[int]) -> None:
    admit(group_id, {member_id: clock.now() - timedelta(days=100) for member_id in member_ids})


def _give_roles(world: World) -> None:
    grant_role(SYSTEM, world.members["marta"], "admin", "/")
    grant_role(SYSTEM, world.members["samuel"], "moderator", world.corners["other"].path)
    for access in OPEN:
        path = world.corners[access].path
        grant_role(SYSTEM, world.members["ana"], "moderator", path)
        grant_role(SYSTEM, world.members["bea"], "moderator", path)
        grant_role(SYSTEM, world.members["ingrid"], "mentor", path)


def _fill(world: World, corner: Corner) -> None:
    ruth, maren, ana = world.actor("ruth"), world.actor("maren"), world.actor("ana")
    begun = start(ruth, corner.group_id, "Ablation on Thursday", "I go in at seven. What did you wish you had packed?")
    corner.discussion, corner.opening = begun.discussion_id or 0, begun.post_id or 0
    corner.published = answer(maren, corner.discussion, "A phone lead that is far too long.").post_id or 0
    corner.held = answer(ruth, corner.discussion, PHONE, anyway=True).post_id or 0
    corner.removed = answer(ruth, corner.discussion, "Something that should not have stayed.").post_id or 0
    apply_decision(ana, corner.removed, "remove", None)
    held = start(ruth, corner.group_id, "Who can ring me", PHONE, anyway=True)
    corner.held_discussion = held.discussion_id or 0
    gone = start(ruth, corner.group_id, "Something else", "This did not stay either.")
    corner.removed_discussion = gone.discussion_id or 0
    apply_decision(ana, gone.post_id or 0, "remove", None)


def start(actor: Actor, group_id: int, title: str, body: str, *, anyway: bool = False) -> Outcome:
    """Start a discussion as somebody who keeps to the guidelines."""
    return start_discussion(
        actor, StartInput(new_token(), group_id, title, body, anyway=anyway, accepts_guidelines=True)
    )


def answer(actor: Actor, discussion_id: int, body: str, *, to: int | None = None, anyway: bool = False) -> Outcome:
    """Reply to a discussion."""
    return reply(actor, ReplyInput(new_token(), discussion_id, body, to, anyway=anyway, accepts_guidelines=True))
