"""The desks are kept for each who has one: they show what would be made anew, after each kind of change and for everybody who looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.accounts.actor import SYSTEM
from app.accounts.commands.profile import ProfileInput, edit_profile
from app.accounts.commands.roles import revoke_role
from app.accounts.models import Grant
from app.accounts.queries import actor_of
from app.core import settings
from app.core.db import Base, db
from app.core.for_one import ForOne
from app.core.tokens import new_token
from app.core.versions import RULES
from app.discussions.commands.edit import edit_post
from app.discussions.commands.waiting import apply_decision
from app.discussions.inputs import EditInput
from app.discussions.models import Post
from app.groups.commands import EditInput as GroupEdit
from app.groups.commands import edit_group, join
from app.mentoring.commands import claims
from app.mentoring.commands.cards import CardInput, FieldInput, keep_card
from app.mentoring.commands.settings import MentorInput, go_away, keep_settings
from app.moderation.commands import claim, decide, let_go, open_item
from app.moderation.commands.asking import ask
from app.moderation.commands.care import choose_care
from app.moderation.commands.handing_over import note_on_place
from app.moderation.commands.passing import pass_on
from app.moderation.commands.views import save_view
from app.moderation.hours import HOURS
from app.moderation.inputs import CauseInput, DecisionInput, OpenInput
from app.moderation.models import ReviewItem
from tests.access.test_kept_pages import Change, Memory, _client, _do, _look, memory, time  # noqa: F401 - fixtures
from tests.mentoring.newcomers import newcomer
from tests.world import World, start

LOOKS = {
    "ana": ("/desk", "/welcome"),
    "bea": ("/desk", "/desk?whose=asked"),
    "marta": ("/desk?kind=report", "/welcome?view=late"),
    "ingrid": ("/welcome", "/welcome?view=mine"),
}
_READ_EACH_TIME = {"/desk": {"memberships"}, "/welcome": {"review_items"}}
"""At the door, and for the counts in the header."""
_ELSEWHERE = {
    *("sign_in_sessions", "page_versions", "notices"),
    # Where an item's words stand: it goes along with them. And how many discussions a newcomer opened, a minute old at most.
    *("posts", "discussions", "revisions", "check_trips", "read_marks"),
}


def _changes(world: World) -> list[tuple[str, Change]]:
    heart, actor = world.corners["public"], world.actor
    new: dict[str, int] = {}

    def reported() -> None:
        cause = CauseInput("flag", "worried", 3, "words", None, [])
        open_item(OpenInput("post", heart.published, heart.path, world.members["maren"], "reply", (cause,)))

    def item() -> int:
        found = db.select(ReviewItem.id).where(ReviewItem.subject_id == heart.published, ReviewItem.state == "open")
        return int(db.session.scalars(found).one())

    def role_ends() -> None:
        mine = db.select(Grant.id).where(Grant.member_id == world.members["bea"], Grant.kind == "moderator")
        for grant_id in db.session.scalars(mine).all():
            revoke_role(SYSTEM, grant_id)

    def wrote() -> None:
        new["post"] = start(actor_of(new["nia"]), heart.group_id, "New here", "I had my first scan.").post_id or 0

    def reworded() -> None:
        edit_post(actor_of(new["nia"]), EditInput(new_token(), new["post"], "I had my second scan today."))

    def decided(action: str) -> Change:
        return lambda: _do(lambda: apply_decision(actor("ana"), new["post"], action, None))

    def known(words: str) -> Change:
        given = {"likes": FieldInput(words, "mentors")}
        return lambda: keep_card(actor_of(new["nia"]), CardInput(given))

    return [
        ("an item", reported),
        ("claimed", lambda: claim(actor("ana"), item())),
        ("a question", lambda: ask(actor("ana"), item(), world.members["bea"], "Is it so?")),
        ("let go", lambda: let_go(actor("ana"), item())),
        ("passed on", lambda: (claim(actor("ana"), item()), pass_on(actor("ana"), item()))),
        ("a note", lambda: note_on_place(actor("bea"), heart.path, "Ring the ward first.")),
        ("a view", lambda: save_view(actor("bea"), "Mine", {"kind": "report"}, is_shared=True)),
        ("care", lambda: choose_care(actor("ana"), "always")),
        ("decided", lambda: decide(actor("bea"), item(), DecisionInput(1, "keep", 6, "It is fine."))),
        ("hours", lambda: _do(lambda: settings.store(HOURS.name, "Mo-Fr 08:00-20:00"))),
        ("a newcomer", lambda: new.update(nia=newcomer("Nia", heart.group_id))),
        ("they join", lambda: join(actor_of(new["nia"]), world.corners["other"].group_id)),
        ("they write", wrote),
        ("otherwise", reworded),
        ("hidden", decided("hide")),
        ("shown", decided("restore")),
        ("a card", known("gardening")),
        ("a mentor's subject", lambda: keep_settings(actor("ingrid"), MentorInput(3, subjects=("gardening",)))),
        ("welcomed", lambda: claims.claim(actor("ingrid"), new["nia"])),
        ("a name", lambda: edit_profile(actor_of(new["nia"]), ProfileInput("Nia Rowan", "", keeps_name=True))),
        ("a group's name", lambda: edit_group(actor("marta"), heart.group_id, GroupEdit("Hearts", "", "public"))),
        ("away", lambda: go_away(actor("ingrid"))),
        ("a role ends", role_ends),
    ]


def test_after_every_change_each_desk_is_what_would_be_made_anew(
    world: World,
    site: Any,
    time: Callable[..., None],  # noqa: F811
    memory: Memory,  # noqa: F811
) -> None:
    clients, wrong, seen = {role: _client(site, world, role) for role in LOOKS}, [], set()
    looks = [(role, page) for role, pages in LOOKS.items() for page in pages]
    for name, act in [("nothing", lambda: None), *_changes(world)]:
        time(0.001)
        act()
        db.session.remove()
        kept = [(role, page, _look(clients[role], page), _look(clients[role], page)) for role, page in looks]
        with memory.away():
            for role, page, first, second in kept:
                made = _look(clients[role], page)
                if not first == second == made:
                    wrong.append(f"after {name}: {role} on {page}")
                seen.add(made)
    assert wrong == []
    assert len(seen) > 30, "the changes show"
    assert all(memory.hits[role] > 20 for role in ("ana", "bea", "marta", "ingrid"))


def test_every_table_of_the_desks_changes_one_of_their_keys(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    for act in [act for _, act in _changes(world)[:19]]:
        act()
    db.session.remove()
    unknown = set()
    kept = {rule.rule: view.reads for rule in site.app.url_map.iter_rules() if (view := _kept(site, rule.endpoint))}
    assert set(kept) == {"/desk", "/welcome"}
    for role, pages in LOOKS.items():
        client = _client(site, world, role)
        for page in pages:
            site.app.extensions.pop("pages", None)
            with count_statements() as seen:
                assert client.get(page).status_code == 200
            address = page.partition("?")[0]
            keys = {key.kind for key in kept[address].keys}
            found = {name for one in seen for name in re.findall(r"\b(?:FROM|JOIN) (\w+)", one)}
            for table in (found & set(Base.metadata.tables)) - _ELSEWHERE - _READ_EACH_TIME[address]:
                heard = [bool({key.kind for key in rule.every} & keys) for rule in RULES.get(table, ())]
                if not any(heard):
                    unknown.add(f"{table} on {page}")
    assert unknown == set()
    assert db.session.get_one(Post, world.corners["public"].published).is_published


def _kept(site: Any, endpoint: str) -> Any:
    view = site.app.view_functions[endpoint]
    return view if isinstance(getattr(view, "reads", None), ForOne) else None
