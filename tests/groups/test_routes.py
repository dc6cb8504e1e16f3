"""The pages of groups as people use them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.groups import commands, queries
from app.groups.models import Group, JoinRequest, Membership
from tests.groups.places import Places, make
from tests.notifications.people import browser_of, send


def _page(app: Flask, places: Places, who: str, url: str) -> str:
    client = app.test_client() if who == "visitor" else browser_of(app, places.members[who])
    answer = client.get(url)
    assert answer.status_code == 200, (who, url, answer.status_code)
    return answer.get_data(as_text=True)


def test_the_directory_names_to_visitors_what_they_may_know_of(app: Flask, places: Places) -> None:
    page = _page(app, places, "visitor", "/groups")
    assert "Heart" in page and "1 member" not in page.split("Kidney")[1].split("</li>")[0]
    assert "Carers" not in page and "Night talk" not in page and "Transplant" not in page
    assert re.search(r"Kidney</a><span class=\"meta\">.*Members only", page)
    assert "Closed groups" in page and "Old room" in page


def test_the_directory_offers_members_to_ask(app: Flask, places: Places) -> None:
    page = _page(app, places, "newcomer", "/groups")
    assert re.search(r"/groups/carers\">Carers</a><span class=\"meta\">.*Private, ask to join", page)
    assert "First weeks, in Ablation" in page
    assert "You asked to join" in _page(app, places, "asker", "/groups")
    assert "2 members, you among them" in _page(app, places, "maren", "/groups")


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 404), ("newcomer", 200), ("asker", 200), ("maren", 200), ("ingrid", 200), ("gus", 403)],
)
def test_a_private_group_does_not_exist_for_visitors(app: Flask, places: Places, who: str, status: int) -> None:
    client = app.test_client() if who == "visitor" else browser_of(app, places.members[who])
    assert client.get("/groups/carers").status_code == status


def test_joining_and_leaving_by_button(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["newcomer"])
    answer = send(client, "/groups/heart/join", "/groups/heart")
    assert (answer.status_code, answer.location) == (303, "/groups/heart")
    assert "You belong to Heart now." in client.get("/groups/heart").get_data(as_text=True)
    answer = send(client, "/groups/heart/leave", "/groups/heart")
    assert answer.status_code == 303
    assert places.members["newcomer"] not in db.session.scalars(select(Membership.member_id)).all()


def test_a_visitor_who_presses_join_is_asked_to_sign_in(app: Flask, places: Places) -> None:
    client = app.test_client()
    assert send(client, "/groups/heart/join", "/sign-in").status_code == 401
    assert "/sign-in?next=" in client.get("/groups/kidney").get_data(as_text=True)


def test_asking_and_answering(app: Flask, places: Places) -> None:
    newcomer, ana = (browser_of(app, places.members[who]) for who in ("newcomer", "ana"))
    answer = send(newcomer, "/groups/carers/ask", "/groups/carers", words="My <b>father</b> has dementia.")
    assert (answer.status_code, answer.location) == (303, "/groups/carers")
    assert "You asked to join" in newcomer.get("/groups/carers").get_data(as_text=True)
    page = ana.get("/groups/carers/asks").get_data(as_text=True)
    assert "My &lt;b&gt;father&lt;/b&gt; has dementia." in page and "I look after my mother." in page
    asked = db.session.scalars(select(JoinRequest.id).order_by(JoinRequest.id.desc())).first()
    fields = {f"ask-{asked}-words": "Come in.", "do": "accept"}
    assert send(ana, f"/groups/carers/asks/{asked}", "/groups/carers/asks", **fields).status_code == 303
    assert "You belong here" in newcomer.get("/groups/carers").get_data(as_text=True)
    notices = newcomer.get("/notices").get_data(as_text=True)
    assert "You belong to Carers now" in notices and "Come in." in notices


def test_the_second_moderator_hears_who_answered(app: Flask, places: Places) -> None:
    ana, bea = (browser_of(app, places.members[who]) for who in ("ana", "bea"))
    [asked] = db.session.scalars(select(JoinRequest.id)).all()
    assert send(ana, f"/groups/carers/asks/{asked}", "/groups/carers/asks", do="decline").status_code == 303
    assert send(bea, f"/groups/carers/asks/{asked}", "/groups/carers/edit", do="accept").status_code == 303
    assert "ana has answered already: not now." in bea.get("/groups/carers/asks").get_data(as_text=True)
    assert places.members["asker"] not in db.session.scalars(select(Membership.member_id)).all()


def test_words_that_are_too_long_are_kept_in_the_form(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["newcomer"])
    answer = send(client, "/groups/carers/ask", "/groups/carers", words="long " * 300)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "under 1,000 letters" in page and "long long long" in page


STAFF_PAGES = ("edit", "move", "people", "asks", "new")


@pytest.mark.parametrize("part", STAFF_PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("visitor", 303),
        ("newcomer", 403),
        ("maren", 403),
        ("ingrid", 403),
        ("samuel", 403),
        ("ana", 200),
        ("marta", 200),
    ],
)
def test_pages_for_those_who_look_after_a_group(app: Flask, places: Places, part: str, who: str, status: int) -> None:
    client = app.test_client() if who == "visitor" else browser_of(app, places.members[who])
    assert client.get(f"/groups/carers/{part}").status_code == status


def test_a_top_group_is_made_by_admins(app: Flask, places: Places) -> None:
    assert browser_of(app, places.members["bea"]).get("/groups/new").status_code == 403
    client = browser_of(app, places.members["marta"])
    fields = {"name": "Lungs & breathing", "purpose": "For every breath.", "access": "members", "position": "0"}
    answer = send(client, "/groups/new", "/groups/new", **fields)
    assert (answer.status_code, answer.location) == (303, "/groups/lungs-breathing")
    assert "Lungs &amp; breathing" in client.get("/groups").get_data(as_text=True)


def test_a_room_offers_nothing_wider_than_its_group(app: Flask, places: Places) -> None:
    page = _page(app, places, "samuel", "/groups/kidney/new")
    assert 'value="members"' in page and 'value="private"' in page and 'value="public"' not in page
    client = browser_of(app, places.members["samuel"])
    fields = {"name": "Open", "purpose": "For all.", "access": "public"}
    answer = send(client, "/groups/kidney/new", "/groups/kidney/new", **fields)
    assert answer.status_code == 422 and "For all." in answer.get_data(as_text=True)


def test_narrowing_says_first_which_rooms_follow(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["marta"])
    fields = {"name": "Heart", "purpose": "Hearts.", "access": "members"}
    answer = send(client, "/groups/heart/edit", "/groups/heart/edit", **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "make Ablation readable for fewer people" in page
    assert send(client, "/groups/heart/edit", "/groups/heart/edit", **fields, narrow_rooms="y").status_code == 303
    assert places.group("ablation").access == "members"


def test_a_renamed_group_answers_one_301_from_every_former_address(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["marta"])
    for name in ("Hearts", "Heart and circulation"):
        fields = {"name": name, "purpose": "Hearts.", "access": "public"}
        slug = queries.group_by_id(places.actor("marta"), places.groups["heart"]).slug
        assert send(client, f"/groups/{slug}/edit", f"/groups/{slug}/edit", **fields).status_code == 303
    for former in ("heart", "hearts"):
        answer = client.get(f"/groups/{former}")
        assert (answer.status_code, answer.location) == (301, "/groups/heart-and-circulation")


def test_a_former_address_of_a_private_group_is_a_404_for_visitors(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["ana"])
    fields = {"name": "People who care", "purpose": "Care.", "access": "private"}
    assert send(client, "/groups/carers/edit", "/groups/carers/edit", **fields).status_code == 303
    assert app.test_client().get("/groups/carers").status_code == 404
    assert client.get("/groups/carers").status_code == 301


def test_moving_by_form(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["marta"])
    page = client.get("/groups/ablation/move").get_data(as_text=True)
    assert "Heart (public)" in page and "First weeks (" not in page
    to = {"parent_id": str(places.groups["kidney"])}
    answer = send(client, "/groups/ablation/move", "/groups/ablation/move", **to)
    assert answer.status_code == 422 and "Kidney is members only" in answer.get_data(as_text=True)
    assert send(client, "/groups/ablation/move", "/groups/ablation/move", **to, narrow="y").status_code == 303
    assert places.group("first weeks").path.startswith(places.group("kidney").path)


def test_a_moderator_cannot_move_a_group_from_the_top(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["ana"])
    assert "Only an administrator can move it." in client.get("/groups/carers/move").get_data(as_text=True)
    client = browser_of(app, places.members["ana"])
    page = client.get("/groups/young-carers/move").get_data(as_text=True)
    assert "Carers (private)" in page and "Kidney" not in page


def test_closing_and_opening_again(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["ana"])
    assert send(client, "/groups/carers/archive", "/groups/carers/edit").status_code == 303
    assert places.group("young carers").is_archived
    assert send(client, "/groups/young-carers/unarchive", "/groups/young-carers/edit").status_code == 303
    assert "Carers is closed. Open it first." in client.get("/groups/young-carers/edit").get_data(as_text=True)
    assert send(client, "/groups/carers/unarchive", "/groups/carers/edit").status_code == 303
    assert not places.group("young carers").is_archived


def test_roles_are_given_by_name_and_ended(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["ana"])
    page = client.get("/groups/carers/people").get_data(as_text=True)
    assert "Through" not in page and "In the whole community" in page and 'value="moderator"' not in page
    fields = {"username": "@Maren", "kind": "mentor"}
    assert send(client, "/groups/carers/roles", "/groups/carers/people", **fields).status_code == 303
    assert places.actor("maren").mentors(places.group("young carers").path)
    ends = re.findall(r"/groups/carers/roles/\d+/end", client.get("/groups/carers/people").get_data(as_text=True))
    assert len(ends) == 3, "two mentors, and the role of their own; not Bea's, who moderates everywhere"
    for url in ends:
        send(client, url, "/groups/carers/people")
        if not places.actor("ana").moderates(places.group("carers").path):
            break
    assert client.get("/groups/carers/people").status_code == 403


def test_an_unknown_name_is_said_beside_the_field(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["marta"])
    answer = send(client, "/groups/heart/roles", "/groups/heart/people", username="nobody-here", kind="moderator")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "no member with this username" in page and 'value="nobody-here"' in page


def test_a_role_elsewhere_cannot_be_ended_through_this_group(app: Flask, places: Places) -> None:
    client = browser_of(app, places.members["ana"])
    held = re.findall(r"/roles/(\d+)/end", _page(app, places, "marta", "/groups/kidney/people"))
    assert held
    answer = send(client, f"/groups/carers/roles/{held[0]}/end", "/groups/carers/people")
    assert answer.status_code == 404


def test_the_directory_takes_the_same_statements_for_any_number_of_groups(
    app: Flask, places: Places, count_statements
) -> None:  # type: ignore[no-untyped-def]
    visitor, member = app.test_client(), browser_of(app, places.members["newcomer"])
    seen = []
    for round_ in range(2):
        for client in (visitor, member):
            # A group that was made makes the page anew, once.
            client.get("/groups")
            with count_statements() as statements:
                client.get("/groups")
            seen.append(len(statements))
        for number in range(20 if not round_ else 0):
            top = make(f"more {number}", "private")
            make(f"room {number}", "private", top)
    assert seen[:2] == seen[2:]
    with count_statements() as statements:
        queries.directory(places.actor("newcomer"))
    assert len([one for one in statements if "groups" in one or "join_requests" in one]) <= 3


def test_members_are_listed_by_key(app: Flask, places: Places) -> None:
    heart = db.session.get_one(Group, places.groups["heart"])
    joined = dict.fromkeys(places.members.values(), heart.created_at)
    commands.admit(heart.id, joined)
    page = queries.people_page(places.actor("marta"), heart)
    assert [one.member.id for one in page.members.items] == sorted(places.members.values(), reverse=True)
    assert page.members.older is None
