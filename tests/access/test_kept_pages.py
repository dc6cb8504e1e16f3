"""Pages that are kept in memory are what they would be if they were made anew, for everybody, after each kind of change.

The nine roles, and two members who are alike, look at every page that is kept after each of many changes; each look is compared with
the same page made without anything in memory. And every table that such a page reads must be known to change its keys
(`core.versions.shows`).
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient

from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.commands.profile import ProfileInput, edit_profile
from app.accounts.commands.roles import revoke_role
from app.accounts.commands.sessions import open_session
from app.accounts.models import Grant, Member
from app.core import clock, for_readers, for_visitors, settings
from app.core.command import command
from app.core.db import Base, db
from app.core.for_one import ForOne
from app.core.navigation import NAME
from app.core.slots import has_marks
from app.core.tokens import new_token
from app.core.versions import LAG, RULES
from app.discussions.commands import order, watch
from app.discussions.commands.edit import edit_post, take_back
from app.discussions.commands.waiting import apply_decision
from app.discussions.inputs import EditInput
from app.discussions.models import Discussion
from app.groups.commands import EditInput as GroupEdit
from app.groups.commands import GroupInput, admit, create_group, edit_group, join
from app.moderation.commands import open_item
from app.moderation.inputs import CauseInput, OpenInput
from app.moderation.models.items import INBOX
from tests.access.oracle import ROLES
from tests.suspending import lift_suspension, suspend
from tests.world import World, answer, start

TALK = "-ablation-on-thursday"
_OF_ONE_READING = re.compile(r'(name="csrf_token"[^>]*value="|name="draft"[^>]*value="|/drafts/)[\w.-]+')
_OF_ONE_READER = {"read_marks", "watches", "page_versions", "json_each"}
"""What only somebody signed in has rows in: the pages of visitors join them for nobody. And the stamps themselves, and lists."""
_READ_EACH_TIME = _OF_ONE_READER | {
    *("review_items", "newcomers", "guidelines_acceptances", "drafts", "limit_counts"),
}
"""And what is read of a member at each look: for the header, and by the statement that says of what kind they are. Who asks is found out
by another one each time."""
Change = Callable[[], Any]


@command
def _do(act: Change) -> None:
    act()


def _pages(world: World) -> list[str]:
    heart, kidney, private = (world.corners[name] for name in ("public", "members", "private"))
    return [
        *("/", "/groups", "/guidelines", "/groups/heart", "/groups/heart?view=waiting", "/groups/kidney"),
        *(f"/groups/{private.slug}", "/groups/heart/feed"),
        f"/discussions/{heart.discussion}{TALK}",
        *(f"/discussions/{one.discussion}" for one in (heart, kidney, private)),
        *(f"/discussions/{one}" for one in (heart.held_discussion, heart.removed_discussion)),
    ]


def _changes(world: World) -> list[tuple[str, Change]]:
    heart, other = world.corners["public"], world.corners["other"]
    actor = world.actor

    def decided(post_id: int, action: str) -> Change:
        return lambda: _do(lambda: apply_decision(actor("ana"), post_id, action, None))

    def edited() -> None:
        given = EditInput(new_token(), heart.published, "A phone lead, and a book with short chapters.")
        edit_post(actor("maren"), given)

    def roles_of_ingrid_end() -> None:
        for grant_id in db.session.scalars(db.select(Grant.id).where(Grant.member_id == world.members["ingrid"])).all():
            revoke_role(SYSTEM, grant_id)

    def worried() -> None:
        cause = CauseInput("flag", "worried", 3, "words", None, [])
        open_item(OpenInput("post", heart.opening, heart.path, world.members["ruth"], "discussion", (cause,)))

    return [
        ("a reply", lambda: answer(actor("ruth"), heart.discussion, "Slippers, and somebody to ring.")),
        ("an edit", edited),
        ("a post is hidden", decided(heart.published, "hide")),
        ("and put back", decided(heart.published, "restore")),
        ("removed", decided(heart.published, "remove")),
        ("put back again", decided(heart.published, "restore")),
        ("taken back", lambda: take_back(actor("maren"), heart.published)),
        ("what was held comes out", decided(heart.held, "publish")),
        ("a name", lambda: edit_profile(actor("ruth"), ProfileInput("Ruth Amsel", "", keeps_name=True))),
        ("a role", lambda: grant_role(SYSTEM, world.members["ruth"], "mentor", heart.path)),
        ("roles end", roles_of_ingrid_end),
        ("a member joins", lambda: join(actor("kit"), heart.group_id)),
        ("a new discussion", lambda: start(actor("kit"), heart.group_id, "First night home", "It was long and quiet.")),
        ("closed", lambda: order.lock(actor("ana"), heart.discussion, locked=True)),
        ("kept at the top", lambda: order.pin(actor("ana"), heart.discussion, pinned=True)),
        ("somebody is worried", worried),
        ("a setting", lambda: _do(lambda: settings.store(NAME.name, "The Long Table"))),
        ("suspended", lambda: suspend(actor("marta"), world.members["ruth"], None, "Unkind.")),
        ("no more", lambda: lift_suspension(actor("marta"), world.members["ruth"])),
        ("a group's name", lambda: edit_group(actor("marta"), other.group_id, GroupEdit("Brains", "Heads.", "public"))),
        ("a room", lambda: create_group(SYSTEM, GroupInput(name="Rhythm", parent_id=heart.group_id))),
        ("elsewhere", lambda: order.move_discussion(actor("marta"), heart.discussion, other.group_id)),
        ("private", lambda: edit_group(actor("marta"), other.group_id, GroupEdit("Brains", "Heads.", "private"))),
        ("somebody leaves", lambda: _do(lambda: db.session.delete(db.session.get_one(Member, world.members["kit"])))),
    ]


def _client(site: Any, world: World, role: str) -> FlaskClient:
    client: FlaskClient = site.app.test_client()
    if role != "visitor":
        client.set_cookie("dayroom-session", world.token(role))
    return client


def _look(client: FlaskClient, page: str) -> tuple[int, str]:
    answer = client.get(page)
    return answer.status_code, answer.headers.get("Location", "") + _even(answer.text)


def _even(text: str) -> str:
    """Without what differs at each look, and without the spaces behind values."""
    return re.sub(r"\s*([<>])\s*", r"\1", _OF_ONE_READING.sub(r"\1…", text))


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A clock that goes on by a second when it is told to, so that pages that say how long ago are the same twice."""
    at = [datetime.now(UTC) + timedelta(seconds=5)]
    monkeypatch.setattr(clock, "now", lambda: at[0])

    def later(seconds: float = 1) -> None:
        at[0] += timedelta(seconds=seconds)

    return later


@dataclass
class Memory:
    """What pages are kept in; `away` makes them without any of it, and without noting what was read."""

    site: Any
    patch: pytest.MonkeyPatch
    hits: Counter[str] = field(default_factory=Counter)

    def watch(self) -> None:
        """Count who is answered from memory."""
        found = for_readers._found

        def counted(place: Any) -> Any:
            page = found(place)
            self.hits[g.actor.username] += page is not None
            return page

        self.patch.setattr(for_readers, "_found", counted)

    def read(self, marks: bool) -> None:
        """Whether looking at a discussion notes that it was read."""
        self.patch.setattr(watch, "mark_read", _mark_read if marks else lambda *_: None)

    @contextmanager
    def away(self) -> Iterator[None]:
        kept = {name: self.site.app.extensions.pop(name, None) for name in ("pages", "stencils", "kept", "settings")}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(for_readers, "_of_reader", lambda _args: None)
            patch.setattr(for_visitors, "_is_for_all", lambda _args: False)
            yield
        self.site.app.extensions.update({name: value for name, value in kept.items() if value is not None})


_mark_read = watch.mark_read


@pytest.fixture
def memory(site: Any, monkeypatch: pytest.MonkeyPatch) -> Memory:
    found = Memory(site, monkeypatch)
    found.watch()
    return found


def test_after_every_change_every_reader_sees_what_would_be_made_anew(
    world: World, site: Any, time: Callable[..., None], memory: Memory
) -> None:
    """Half of the roles after each change, and two members whom nothing tells apart, one after the other, on every page for members."""
    for twin in ("una", "vera"):
        world.members[twin] = add_member(
            SYSTEM, NewMember(twin, twin.title(), joined_at=clock.now() - timedelta(days=90))
        )
        admit(world.corners["public"].group_id, {world.members[twin]: clock.now() - timedelta(days=80)})
        world.tokens[twin] = open_session(world.members[twin], "Firefox on Linux").token
    clients = {role: _client(site, world, role) for role in (*ROLES, "una", "vera")}
    wrong = []
    for number, (name, act) in enumerate([("nothing", lambda: None), *_changes(world)]):
        time(LAG.total_seconds())
        act()
        db.session.remove()
        half = [role for place, role in enumerate(ROLES[1:]) if (place + number) % 2]
        looks = [("visitor", page) for page in _pages(world)]
        looks += [(role, page) for page in _pages_for_members(world) for role in ("una", "vera", *half)]
        memory.read(marks=False)
        kept = [(role, page, _look(clients[role], page)) for role, page in looks]
        with memory.away():
            wrong += [
                f"after {name}: {role} on {page}" for role, page, seen in kept if _look(clients[role], page) != seen
            ]
        memory.read(marks=True)
        for role in ("vera", *half):
            _look(clients[role], _pages_for_members(world)[-1])
    assert wrong == []
    assert memory.hits["vera"] > 2 * number and memory.hits["ana"] > number / 4
    made = [part for kind in site.app.extensions["stencils"].values() for one in kind.values() for part in one.parts]
    assert any('name="csrf_token" value="' in part for part in made)
    assert not any(has_marks(part.encode()) for part in made), "what is in a hole is for one reader"
    assert not [part for part in made if any(word in part for word in ("Ruth", "Slippers", "chapters", "Vera"))]


def _pages_for_members(world: World) -> list[str]:
    heart = world.corners["public"]
    return ["/", "/groups", "/groups/heart", f"/discussions/{heart.discussion}{TALK}"]


def test_a_members_page_from_memory_is_theirs_alone_also_packed_and_takes_two_statements(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    first, second = _client(site, world, "newcomer"), _client(site, world, "samuel")
    for page in _pages_for_members(world):
        news = page == "/groups/heart"
        for client, name, most in ((first, "Halina", 2 + news), (second, "Samuel", 3 + news)):
            client.get(page)
            with count_statements() as seen:
                plain = client.get(page)
            packed = client.get(page, headers={"Accept-Encoding": "gzip"})
            assert len(seen) <= most, page
            assert packed.headers["Content-Encoding"] == "gzip" and plain.headers["Cache-Control"] == "no-store"
            assert len(packed.data) < 0.6 * len(plain.data)
            assert _even(gzip.decompress(packed.data).decode()) == _even(plain.text)
            assert not has_marks(plain.data)
            assert (f"{name}." in plain.text) == (page == "/")
    talk = _pages_for_members(world)[-1]
    pages = [_client(site, world, name) for name in ("ana", "bea", "ana")]
    tokens = [set(re.findall(r'name="csrf_token" value="([^"]+)"', client.get(talk).text)) for client in pages]
    assert [len(found) for found in tokens] == [1, 1, 1] and len(set.union(*tokens)) == 3
    answer = pages[1].post(
        f"/discussions/{world.corners['public'].discussion}/watch", data={"csrf_token": tokens[1].pop(), "on": "1"}
    )
    assert answer.status_code == 303, "the token in a page from memory is good"


def test_only_counts_lag_for_a_moment_and_never_for_who_wrote(
    world: World, site: Any, time: Callable[..., None]
) -> None:
    """While a page is younger than `LAG`: a reply may not be counted yet, everything else shows at the next look."""
    heart = world.corners["public"]
    who = ("visitor", "kit", "ruth")
    clients = {name: _client(site, world, name) for name in who}

    def seen(page: str = "/groups/heart") -> list[str]:
        return [clients[name].get(page).text for name in who]

    def counts() -> list[int]:
        said = re.compile(r"<span>(\d+) repl.*?(?=</li>)", re.DOTALL)
        rows = [re.search(r"Ablation on Thursday.*?</li>", text, re.DOTALL) for text in seen()]
        return [int(found[1]) if row and (found := said.search(row[0])) else 0 for row in rows]

    before = counts()[0]
    time(LAG.total_seconds())
    answer(world.actor("maren"), heart.discussion, "A phone lead.")
    assert counts() == [before + 1] * 3, "where little is written it is counted at once"
    time(0.5)
    answer(world.actor("ruth"), heart.discussion, "Slippers, and somebody to ring.")
    before += 1
    assert counts() == [before, before, before + 1], "who wrote finds it counted"
    time(0.5)
    order.lock(world.actor("ana"), heart.discussion, locked=True)
    assert all("Closed" in text for text in seen())
    assert counts() == [before + 1] * 3, "a page that is made anew is whole"
    time(0.5)
    opening = db.session.get_one(Discussion, heart.discussion).opening_id
    _do(lambda: apply_decision(world.actor("ana"), opening, "remove", None))
    for page in ("/groups/heart", "/"):
        assert not any("Ablation on Thursday" in text for text in seen(page)), page


def test_what_was_read_from_memory_is_noted_once(world: World, site: Any, count_statements: Callable[[], Any]) -> None:
    page = f"/discussions/{world.corners['public'].discussion}{TALK}"
    first, second = _client(site, world, "kit"), _client(site, world, "newcomer")
    first.get(page)
    with count_statements() as seen:
        second.get(page)
    assert [one.split()[0] for one in seen].count("INSERT") == 1 and len(seen) < 5
    with count_statements() as seen:
        assert 'class="new"' not in second.get(page).text
    assert len(seen) == 2
    answer(world.actor("ruth"), world.corners["public"].discussion, "Slippers, and somebody to ring.")
    for client in (first, second):
        assert 'class="new"' in client.get(page).text
        assert 'class="new"' not in client.get(page).text


def test_every_table_that_a_kept_page_reads_changes_one_of_its_keys(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    client, unknown, tried = _client(site, world, "visitor"), set(), set()
    # The figures of the house are read anew every few seconds whatever happens; they are in memory from here on. The first page
    # that a process keeps forgets what was in memory before, so one comes first.
    for page in ("/groups", "/how-moderation-works"):
        client.get(page)
    adapter = site.app.url_map.bind("localhost")
    looks = [(client, page, _OF_ONE_READER) for page in [*_pages(world), "/guidelines/versions/1"]]
    for name in ("maren", "ana"):
        looks += [(_client(site, world, name), page, _READ_EACH_TIME) for page in _pages_for_members(world)]
    for client, page, known in looks:
        site.app.extensions.pop("pages", None)
        site.app.extensions.pop("settings", None)
        kept = site.app.extensions["kept"]
        site.app.extensions["kept"] = {"site.house": kept["site.house"]}
        with count_statements() as seen:
            assert client.get(page, follow_redirects=True).status_code in (200, 404)
        endpoint = adapter.match(page.partition("?")[0])[0]
        keys = {key.kind for key in site.app.view_functions[endpoint].kept_keys}
        tried.add(endpoint)
        read = [one for one in seen if "sign_in_sessions" not in one]
        for table in {name for one in read for name in re.findall(r"\b(?:FROM|JOIN) (\w+)", one)} - known:
            assert table in Base.metadata.tables, table
            # When it is not known which rows were changed, the page must hear of it all the same.
            rules = [rule for rule in RULES.get(table, ()) if rule.every != (INBOX,)]
            heard = [bool({key.kind for key in rule.every} & keys) for rule in rules]
            if not heard or not all(heard):
                unknown.add(f"{table} on {page}")
    assert unknown == set()
    kept = {name for name, view in site.app.view_functions.items() if hasattr(view, "kept_keys")}
    assert tried >= kept, "a page that is kept is tried here"
    of_members = {adapter.match(page)[0] for page in _pages_for_members(world)}
    # The pages that are for one reader alone are tried in test_kept_desks.
    reads = {name: view.reads for name, view in site.app.view_functions.items() if hasattr(view, "reads")}
    assert of_members == {name for name, read in reads.items() if not isinstance(read, ForOne)}


def test_a_page_from_memory_takes_one_statement_and_is_not_sent_again_to_who_has_it(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    client, page = _client(site, world, "visitor"), f"/discussions/{world.corners['public'].discussion}{TALK}"
    first = client.get(page, headers={"Accept-Encoding": "gzip"})
    with count_statements() as seen:
        again = client.get(page)
        known = client.get(page, headers={"If-None-Match": first.headers["ETag"]})
    assert len(seen) == 2
    assert (known.status_code, known.data) == (304, b"")
    assert first.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in again.headers
    assert gzip.decompress(first.data) == again.data and b"Ablation on Thursday" in again.data
    for sent in (first, again):
        assert sent.headers["Cache-Control"] == "no-cache"
        assert {"Cookie", "Accept-Encoding"} <= {
            word.strip() for word in ", ".join(sent.headers.getlist("Vary")).split(",")
        }
        assert "Set-Cookie" not in sent.headers
    with count_statements() as seen:
        third = client.get(page)
        refused = client.get(page, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert len(seen) == 2 and "Content-Encoding" not in refused.headers
    assert (third.data, dict(third.headers)) == (again.data, dict(again.headers)), "found before any request was opened"
    # What the page does not know, and what a host says of itself, is never sent to others.
    assert b"evil" not in client.get(page).data
    client.get(page, headers={"Host": "evil.example"})
    assert b"evil" not in client.get(page).data
    with count_statements() as seen:
        client.get(f"{page}?evil=1")
    assert len(seen) > 1 and b"evil=1" not in client.get(page).data


def test_kept_pages_grow_old_by_the_clock(
    world: World, site: Any, time: Callable[[], None], count_statements: Callable[[], Any]
) -> None:
    client, page = _client(site, world, "visitor"), f"/discussions/{world.corners['public'].discussion}{TALK}"
    client.get(page)
    for _ in range(59):
        time()
    with count_statements() as young:
        client.get(page)
    time()
    with count_statements() as old:
        client.get(page)
    assert len(young) == 1 and len(old) > 2
