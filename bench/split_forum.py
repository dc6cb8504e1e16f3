"""Split a real community and look whether anything is lost: `.venv/bin/python bench/split_forum.py FOLDER`.

FOLDER is an export. It is brought into an instance of its own, which is thrown away at the end. Then the largest group is split into
the rooms that the advisor proposes, one of these is split again, one is renamed, the second split is undone, and two groups are merged.
After each step every address that was ever valid is asked, and readers, follows, places and counters are compared with those of before.
Ends with 1 when something is not as it should be.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, insert, select, update

from app import create_app
from app.accounts.actor import SYSTEM, VISITOR
from app.accounts.models import Member
from app.accounts.queries import actor_of
from app.core import clock, database
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid
from app.discussions.models import Discussion, Post, Watch
from app.discussions.policies import posts_seen
from app.groups.audience import Audience
from app.groups.commands import EditInput, edit_group
from app.groups.models import Group, Membership
from app.splitting.commands.choosing import choose
from app.splitting.commands.merging import merge_groups
from app.splitting.models import SplitOffer, SplitPlan
from app.splitting.queries.offer import find_offer
from app.splitting.wording import sentence
from config import Config

FEWEST = 60
"""The advisor calls a group with fewer discussions small."""


@dataclass
class Bench:
    """The instance, what was there before, and where everything should be by now."""

    app: Flask
    folder: Path
    faults: list[str] = field(default_factory=list)
    where: dict[int, str] = field(default_factory=dict)
    """Where each discussion of the community should be: the name of its group."""
    groups: dict[str, str] = field(default_factory=dict)
    """Every address that a group ever had, and the name of the group it should lead to."""
    follows: set[tuple[int, int]] = field(default_factory=set)
    audiences: dict[int, int] = field(default_factory=dict)
    readers: dict[int, frozenset[int]] = field(default_factory=dict)
    seen_by_visitor: set[str] = field(default_factory=set)
    talks: list[str] = field(default_factory=list)
    member: str = ""
    """Somebody who belongs to the group and to every room of it."""

    def run(self, *words: str) -> str:
        """`./dayroom` with these words; answers what it prints."""
        runner: FlaskCliRunner = self.app.test_cli_runner()
        done = runner.invoke(args=list(words), catch_exceptions=False)
        if done.exit_code != 0:
            raise SystemExit(f"dayroom {' '.join(words)}: {done.output}")
        db.session.remove()
        return done.stdout

    def check(self, holds: bool, words: str) -> None:
        """Say that something holds, or note that it does not."""
        print(f"  {'yes' if holds else 'NO '}  {words}")
        if not holds:
            self.faults.append(words)


def main(folder: Path) -> int:
    with tempfile.TemporaryDirectory() as instance:
        app = create_app(Config(instance=Path(instance), testing=True, secret_key="bench"))
        with app.app_context():
            database.upgrade(db.engine)
            bench = Bench(app, Path(instance))
            _timed("Import", lambda: bench.run("import", str(folder)))
            advice = json.loads(_timed("Advice", lambda: bench.run("splitting", "advise", "--json")))
            _advice(bench, advice, folder)
            _story(bench)
            db.session.remove()
    print("All of it holds." if not bench.faults else f"{len(bench.faults)} things do not hold.")
    return 1 if bench.faults else 0


def _advice(bench: Bench, advice: list[dict[str, Any]], folder: Path) -> None:
    ready = [one for one in advice if one["verdict"] == "split"]
    for one in ready:
        rooms = [f"{room['name']} ({room['discussions']})" for room in one["proposals"] if room["verdict"] == "ready"]
        print(f"  {one['slug']}, {one['figures']['discussions']} discussions: {', '.join(rooms)}")
    small = [one for one in advice if one["figures"]["discussions"] < FEWEST]
    bench.check(len(ready) >= 3, f"{len(ready)} groups to split")
    bench.check(all(one["verdict"] == "not-yet" for one in small), f"{len(small)} small groups: not yet")
    by_hand = _counted_by_hand(folder)
    same = [_figures(one) == by_hand[one["slug"]] for one in advice]
    bench.check(all(same), f"discussions, posts and unanswered of {len(same)} groups are those counted in the files")


def _figures(one: dict[str, Any]) -> tuple[int, int, float]:
    return one["figures"]["discussions"], one["figures"]["posts"], one["figures"]["unanswered_share"] or 0.0


def _counted_by_hand(folder: Path) -> dict[str, tuple[int, int, float]]:
    """Discussions, posts and the share without an answer of each group, from the lines of the export alone."""
    slugs = {one["id"]: one["slug"] for one in _lines(folder / "groups.jsonl")}
    talks = {one["id"]: one for one in _lines(folder / "discussions.jsonl")}
    posts, answered = Counter[str](), set()
    for post in _lines(folder / "posts.jsonl"):
        talk = talks[post["discussion_id"]]
        posts[talk["group_id"]] += 1
        if post["author_id"] != talk["author_id"]:
            answered.add(talk["id"])
    begun = Counter(talk["group_id"] for talk in talks.values())
    alone = Counter(talk["group_id"] for talk in talks.values() if talk["id"] not in answered)
    return {
        slug: (begun[key], posts[key], round(alone[key] / begun[key], 4) if begun[key] else 0.0)
        for key, slug in slugs.items()
    }


def _story(bench: Bench) -> None:
    largest = db.session.scalars(select(Group).order_by(Group.discussion_count.desc(), Group.id).limit(1)).one()
    name, slug = largest.name, largest.slug
    _make_it_hard(largest.id)
    _remember(bench, largest.id)
    print(f"The largest group: {name}, {largest.discussion_count} discussions, {largest.member_count} members.")
    _look(bench, "Before")

    first = _plan(bench, slug, from_advice=True)
    plan_id = _split(bench, first, name)
    _look(bench, f"{name} is split into {len(first['rooms'])}")
    _answer_offers(bench, plan_id)
    _look(bench, "A third of its members have chosen")

    room = _largest_room(bench, first)
    second = _halved(_plan(bench, room.slug, from_advice=False))
    again = _split(bench, second, room.name)
    _look(bench, f"{room.name} is split into {len(second['rooms'])}")

    renamed = _rename(bench, second["rooms"][0]["name"], "Sounds that nobody else hears")
    _look(bench, f"A room of it is called {renamed}")

    _timed("Undoing the second", lambda: bench.run("splitting", "undo", str(again)))
    _lead(bench, [*(one["name"] for one in second["rooms"]), renamed], room.name)
    _look(bench, "The second split is undone")

    _refuse_to_widen(bench, first["rooms"][-1]["name"], room.name)
    small = db.session.scalars(select(Group).order_by(Group.discussion_count, Group.id).limit(2)).all()
    gone, into = (group.name for group in small)
    _timed("Merging", lambda: merge_groups(SYSTEM, _named(gone).id, _named(into).id))
    _lead(bench, [gone], into)
    _look(bench, f"{gone} is merged into {into}")


def _refuse_to_widen(bench: Bench, name: str, into: str) -> None:
    """Since members have chosen, what was meant for one room alone would have new readers in another."""
    try:
        merge_groups(SYSTEM, _named(name).id, _named(into).id)
    except Invalid as error:
        bench.check(error.reason == "would_widen", f"merging {name} into {into} is refused: {sentence(error)}")
    else:
        bench.check(False, f"merging {name} into {into} is refused")


@command
def _make_it_hard(group_id: int) -> None:
    """Everybody follows what they wrote in; of the largest group some discussions are for members, some for the group alone."""
    wrote = select(Post.discussion_id, Post.author_id).where(Post.author_id.is_not(None)).distinct()
    new = {(talk, who) for talk, who in db.session.execute(wrote)} - _follows()
    rows = [{"discussion_id": talk, "member_id": who, "since": clock.now()} for talk, who in sorted(new)]
    db.session.execute(insert(Watch), rows)
    ids = db.session.scalars(select(Discussion.id).where(Discussion.group_id == group_id).order_by(Discussion.id)).all()
    for audience, some in ((Audience.MEMBERS, ids[::5]), (Audience.GROUP, ids[::7])):
        db.session.execute(update(Discussion).where(Discussion.id.in_(some)).values(audience=int(audience)))
        db.session.execute(update(Post).where(Post.discussion_id.in_(some)).values(audience=int(audience)))


def _remember(bench: Bench, group_id: int) -> None:
    here = select(Discussion.id, Group.name).join(Group, Group.id == Discussion.group_id)
    bench.where = {talk: name for talk, name in db.session.execute(here)}
    bench.groups = {slug: name for slug, name in db.session.execute(select(Group.slug, Group.name))}
    bench.follows, bench.audiences = _follows(), _audiences()
    bench.readers = _readers()
    talks = db.session.scalars(select(Discussion).where(Discussion.group_id == group_id))
    bench.talks = [f"/discussions/{talk.id}{'-' + talk.public_slug if talk.public_slug else ''}" for talk in talks]
    bench.seen_by_visitor = {path for path, (status, _) in _ask(bench, bench.talks, "").items() if status == "200"}
    belongs = select(Member.username).join(Membership, Membership.member_id == Member.id)
    bench.member = db.session.scalars(belongs.where(Membership.group_id == group_id).order_by(Member.id)).first() or ""


def _plan(bench: Bench, slug: str, *, from_advice: bool) -> dict[str, Any]:
    file = bench.folder / "plan.json"
    bench.run("splitting", "plan", slug, "--out", str(file), *(["--from-advice"] if from_advice else []))
    plan: dict[str, Any] = json.loads(file.read_text("utf-8"))
    plan["rooms"] = plan["rooms"][:3]
    return plan


def _halved(plan: dict[str, Any]) -> dict[str, Any]:
    """Two rooms by hand: a third of the discussions to each, a third stays."""
    rooms = [{"slug": f"{plan['group']}-{word}", "name": f"{word} part", "rules": []} for word in ("First", "Second")]
    slugs = [room["slug"] for room in rooms]
    talks = [{**talk, "to": [*slugs, None][place % 3]} for place, talk in enumerate(plan["discussions"])]
    return {**plan, "rooms": rooms, "discussions": talks}


def _split(bench: Bench, plan: dict[str, Any], parent: str) -> int:
    """Run the plan from its file, twice: the second time nothing happens. The dry run must have said the same before."""
    file = bench.folder / "plan.json"
    file.write_text(json.dumps(plan), "utf-8")
    foretold = json.loads(bench.run("splitting", "run", str(file), "--dry-run"))
    _timed(f"Splitting {parent}", lambda: bench.run("splitting", "run", str(file)))
    bench.run("splitting", "run", str(file))
    plan_id = db.session.scalar(select(func.max(SplitPlan.id))) or 0
    names = {room["slug"]: room["name"] for room in plan["rooms"]}
    addresses = {room["name"]: room["slug"] for room in foretold["rooms"]}
    for talk in plan["discussions"]:
        bench.where[talk["id"]] = names[talk["to"]] if talk["to"] else parent
    bench.groups.update({addresses[name]: name for name in names.values()})
    told = {talk["id"]: talk["to"] for talk in foretold["discussions"]}
    wanted = {talk["id"]: addresses[names[talk["to"]]] if talk["to"] else None for talk in plan["discussions"]}
    moves = sum(to is not None for to in wanted.values())
    bench.check(told == wanted, f"the dry run said of {len(told)} discussions where they go; {moves} move")
    return plan_id


def _answer_offers(bench: Bench, plan_id: int) -> None:
    """Every third member keeps what is suggested, but the one who asks for the pages below."""
    offered = select(SplitOffer.member_id).where(SplitOffer.plan_id == plan_id).order_by(SplitOffer.member_id)
    ids = db.session.scalars(offered).all()
    for member_id in ids[1::3]:
        actor = actor_of(member_id)
        ticked = [choice.group_id for choice in find_offer(actor, plan_id).choices if choice.is_ticked]
        choose(actor, plan_id, ticked)


def _largest_room(bench: Bench, plan: dict[str, Any]) -> Group:
    sizes = Counter(bench.where.values())
    return _named(max((room["name"] for room in plan["rooms"]), key=lambda name: sizes[name]))


def _rename(bench: Bench, name: str, to: str) -> str:
    room = _named(name)
    settled = edit_group(SYSTEM, room.id, EditInput(to, room.purpose, room.access))
    _lead(bench, [name], to)
    bench.groups[settled.slug] = to
    return to


def _lead(bench: Bench, names: Iterable[str], to: str) -> None:
    """What was in these, and every address of theirs, is to be found in the group called `to` from now on."""
    gone = set(names)
    bench.where = {talk: to if name in gone else name for talk, name in bench.where.items()}
    bench.groups = {slug: to if name in gone else name for slug, name in bench.groups.items()}


def _look(bench: Bench, words: str) -> None:
    """Everything that must hold, whatever was done."""
    print(f"{words}:")
    db.session.remove()
    here = select(Discussion.id, Group.name).join(Group, Group.id == Discussion.group_id)
    where = {talk: name for talk, name in db.session.execute(here)}
    bench.check(where == bench.where, f"{len(where)} discussions are where they should be")
    bench.check(bench.follows <= _follows(), f"{len(bench.follows)} follows are all there")
    audiences = _audiences()
    same = all(audiences[post] >= audience for post, audience in bench.audiences.items())
    bench.check(same, f"{len(audiences)} posts: no audience is wider")
    readers = _readers()
    gained = [who for who, posts in readers.items() if not posts <= bench.readers[who]]
    lost = sum(posts != readers[who] for who, posts in bench.readers.items())
    bench.check(not gained, f"{len(readers)} readers: nobody reads more; {lost} read less, having left a room")
    bench.check(_counters_are_right(), "the counters of every group are right, and every path is the way from the top")
    _addresses(bench)


def _addresses(bench: Bench) -> None:
    now = {name: slug for slug, name in db.session.execute(select(Group.slug, Group.name))}
    paths = {
        f"/groups/{slug}{more}": f"/groups/{now[name]}{more}"
        for slug, name in bench.groups.items()
        for more in ("", "/feed")
    }
    answers = _ask(bench, paths, "")
    pages = _ask(bench, set(paths.values()), "")
    steps = Counter(answers[path][0] for path in paths)
    good = all(
        answers[path] == (("200", "") if path == page else ("301", page)) and pages[page] == ("200", "")
        for path, page in paths.items()
    )
    bench.check(
        good, f"{len(paths)} addresses of groups and feeds: {steps['200']} pages, {steps['301']} lead to one by one 301"
    )
    as_member = _ask(bench, bench.talks, bench.member)
    as_visitor = _ask(bench, bench.talks, "")
    bench.check(
        all(answer == ("200", "") for answer in as_member.values()),
        f"{len(as_member)} discussions of the group answer a member of it at their old address",
    )
    seen = {path for path, (status, _) in as_visitor.items() if status == "200"}
    hidden = all(as_visitor[path][0] in ("303", "404") for path in bench.talks if path not in bench.seen_by_visitor)
    bench.check(
        seen == bench.seen_by_visitor and hidden, f"visitors read the same {len(seen)} of them as before, and no other"
    )


def _ask(bench: Bench, paths: Iterable[str], username: str) -> dict[str, tuple[str, str]]:
    """Status and target of each address, as `./dayroom redirects check` says."""
    file = bench.folder / "addresses.txt"
    file.write_text("\n".join(paths), "utf-8")
    told = bench.run("redirects", "check", str(file), *(["--as", username] if username else []))
    rows = [line.split("\t") for line in told.splitlines()]
    return {path: (status, target) for path, status, target in rows}


def _follows() -> set[tuple[int, int]]:
    return {(talk, who) for talk, who in db.session.execute(select(Watch.discussion_id, Watch.member_id))}


def _audiences() -> dict[int, int]:
    """Of each post; a narrower discussion counts."""
    both = select(Post.id, Post.audience, Discussion.audience).join(Discussion, Discussion.id == Post.discussion_id)
    return {post: max(one, other) for post, one, other in db.session.execute(both)}


def _readers() -> dict[int, frozenset[int]]:
    """The posts that each member reads, by id; 0 is a visitor. Only those that not everybody reads are kept."""
    actors = {0: VISITOR} | {key: actor_of(key) for key in db.session.scalars(select(Member.id)).all()}
    narrow = (
        select(Post.id)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .join(Group, Group.id == Discussion.group_id)
    )
    narrow = narrow.where(Discussion.audience > int(Audience.EVERYONE))
    found = {key: frozenset(db.session.scalars(narrow.where(posts_seen(actor)))) for key, actor in actors.items()}
    db.session.remove()
    return found


def _counters_are_right() -> bool:
    members = dict(db.session.execute(select(Membership.group_id, func.count()).group_by(Membership.group_id)).all())
    out = select(Discussion.group_id, func.count()).where(
        Discussion.published_at.is_not(None), Discussion.removed_at.is_(None)
    )
    talks = dict(db.session.execute(out.group_by(Discussion.group_id)).all())
    groups = {group.id: group for group in db.session.scalars(select(Group))}
    above: dict[int | None, str] = defaultdict(lambda: "/", {key: group.path for key, group in groups.items()})
    return all(
        (group.member_count, group.discussion_count) == (members.get(key, 0), talks.get(key, 0))
        and group.path == f"{above[group.parent_id]}{key}/"
        for key, group in groups.items()
    )


def _named(name: str) -> Group:
    return db.session.scalars(select(Group).where(Group.name == name)).one()


def _timed(words: str, action: Any) -> Any:
    begun = time.monotonic()
    answer = action()
    print(f"{words}: {time.monotonic() - begun:.1f} s")
    return answer


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(Path(sys.argv[1])))
