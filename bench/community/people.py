"""Members, groups and who belongs where; those one can sign in as are made by the product's own commands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.models import Member, SignInSession
from app.accounts.queries import actor_of
from app.core.db import db
from app.core.text import skeleton
from app.core.tokens import token_hash
from app.groups.audience import widest
from app.groups.commands import GroupInput, create_group
from app.groups.models import Group, Membership
from app.guidelines.models import Acceptance
from app.guidelines.queries import current
from app.mentoring.commands.settings import keep_settings
from app.mentoring.inputs import MentorInput
from bench.community.loading import Loader, Rows
from bench.community.shape import Shape
from config import ROOT

MORE_ROOMS = (
    "Sleep",
    "Letters",
    "Grown children",
    "Night shift",
    "Second opinions",
    "Travelling",
    "Small victories",
    "Cooking",
)
OPEN, MEMBERS, PRIVATE = "public", "members", "private"
_FIRST = "Ada Bo Cleo Dara Enid Finn Gil Hana Ivo Jun Kaya Lev Mina Noor Oda Pia Quin Rosa Sami Tove Ugo Vera Wim Yara Zoe".split()
_PARTS = "bal ber dor fen gar hal jor kel lan mar nor pel ros sen tam ver win".split()


@dataclass
class Place:
    """A group while it is filled: `people` are the ids of those who write there, the busiest first."""

    id: int
    path: str
    slug: str
    audience: int
    people: list[int] = field(default_factory=list)
    discussions: int = 0


@dataclass
class People:
    """Who is here. `named` are ids by username of those who have a role; `writers` those who have a session."""

    named: dict[str, int]
    writers: list[int]
    newcomers: list[int]
    everybody: list[int]
    tokens: dict[str, str]


def token_of(shape: Shape, name: str) -> str:
    """The session token of somebody in this community; as long as a real one, and only ever good in a throw-away database."""
    return hashlib.sha256(f"bench {shape.seed} {name}".encode()).hexdigest()[:43]


def make_groups(shape: Shape) -> list[Place]:
    """The groups of the demo community and some more rooms, in a tree; one in six is for members, one in fifteen private."""
    ids: dict[str, tuple[int, str]] = {}
    records = [
        json.loads(line) for line in (ROOT / "demo" / "community" / "groups.jsonl").read_text("utf-8").splitlines()
    ]
    tops = [each["id"] for each in records if each["parent"] is None]
    more = [
        {
            "id": f"more-{number}",
            "name": name,
            "description": f"{name}, and what comes with it.",
            "parent": tops[number % len(tops)],
            "access": OPEN,
        }
        for number, name in enumerate(MORE_ROOMS)
    ]
    for number, each in enumerate([*records, *more][: shape.groups]):
        parent, above = ids.get(each["parent"], (None, OPEN))
        wanted = PRIVATE if number % 15 == 11 else MEMBERS if number % 6 == 5 else OPEN
        access = max(above, wanted, key=(OPEN, MEMBERS, PRIVATE).index)
        given = GroupInput(each["name"], each["description"], access, parent, created_at=shape.begin)
        ids[each["id"]] = (create_group(SYSTEM, given), access)
    return [
        Place(group.id, group.path, group.slug, int(widest(group.access)))
        for group in db.session.scalars(select(Group).order_by(Group.id))
    ]


def make_named(shape: Shape, places: list[Place]) -> dict[str, int]:
    """Members with roles: `member-1`, `mentor-1`, … The first moderator keeps order everywhere, the others below one group."""
    named: dict[str, int] = {}
    for role, number in shape.roles:
        for count in range(1, number + 1):
            name = f"{role}-{count}"
            new = NewMember(
                name, f"{_FIRST[count % 25]} the {role} {count}", email=f"{name}@example.org", joined_at=shape.begin
            )
            member_id = named[name] = add_member(SYSTEM, new)
            if role == "admin" or name == "moderator-1":
                grant_role(SYSTEM, member_id, role, "/")
            elif role != "member":
                grant_role(SYSTEM, member_id, role, places[count * 3 % len(places)].path)
            if role == "mentor":
                keep_settings(actor_of(member_id), MentorInput(capacity=5))
    return named


def accepted_version() -> int:
    """The version of the guidelines that everybody has accepted."""
    version = current()
    assert version is not None
    return version.id


def make_members(
    shape: Shape, random: Random, loader: Loader, places: list[Place], named: dict[str, int], version_id: int
) -> People:
    """Everybody else, in one to four groups each. Newcomers came in the last days and belong to one."""
    members = Rows(loader, Member, "id username display_name skeleton email email_confirmed_at joined_at")
    belongs = Rows(loader, Membership, "group_id member_id joined_at")
    accepted = Rows(loader, Acceptance, "member_id version_id accepted_at")
    first = max(named.values()) + 1
    everybody = [*named.values(), *range(first, first + shape.members - len(named))]
    random.shuffle(everybody)
    new = [key for key in everybody if key >= first][: shape.newcomers]
    fresh = set(new)
    weights = [1 + 3 * random.random() for _ in places]
    names = _names(random)
    for key in everybody:
        days = 10 * random.random() if key in fresh else 10 + 1_080 * random.random()
        joined = stamp(shape.until - timedelta(days=days))
        if key >= first:
            name = next(names)
            members.add(
                key, f"{name.replace(' ', '-').lower()}", name, skeleton(name), f"m{key}@example.org", joined, joined
            )
        accepted.add(key, version_id, joined)
        wanted = 1 if key in fresh else random.randint(1, 4)
        mine = {0, *(random.choices(range(len(places)), weights, k=wanted))} if key not in fresh else {0}
        for place in mine:
            belongs.add(places[place].id, key, joined)
            places[place].people.append(key)
    for rows in (members, belongs, accepted):
        rows.flush()
    return People(named, [key for key in everybody if key not in fresh][: shape.writers], new, everybody, {})


def open_sessions(shape: Shape, loader: Loader, people: People, seen: datetime) -> None:
    """One session for everybody with a role and for those who write, by tokens that anybody can tell from the seed."""
    rows = Rows(loader, SignInSession, "member_id token_hash device created_at last_seen_at")
    known = {key: name for name, key in people.named.items()}
    for key in dict.fromkeys([*people.named.values(), *people.writers]):
        name = known.get(key, f"writer-{key}")
        people.tokens[name] = token_of(shape, name)
        rows.add(key, token_hash(people.tokens[name]), "Firefox on Linux", stamp(seen), stamp(seen))
    rows.flush()


def stamp(moment: datetime) -> str:
    """A UTC time as both databases read it."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _names(random: Random) -> Iterator[str]:
    """Names that nobody can take for one another."""
    used: set[str] = set()
    while True:
        rest = "".join(random.choices(_PARTS, k=random.randint(2, 4))).capitalize()
        name = f"{random.choice(_FIRST)} {rest}"
        if skeleton(name) not in used:
            used.add(skeleton(name))
            yield name
