"""The web door: refusals become answers, headers stand on each, forged ones are not believed, `next` stays here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g, request
from flask.testing import FlaskClient

from app import create_app
from app.core.policy import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.core.web import TrustedProxies, access, client_address, safe_next
from config import Config


@pytest.mark.parametrize(
    "target, expected, why",
    [
        ("/groups/heart?view=new#post-3", "/groups/heart?view=new#post-3", "a page of ours"),
        (None, "/home", "nothing asked"),
        ("", "/home", "nothing asked"),
        ("groups", "/home", "no path from the root"),
        ("//evil.example/", "/home", "another host"),
        ("///evil.example", "/home", "another host"),
        ("/\\evil.example", "/home", "a backslash is a slash to browsers"),
        ("\\\\evil.example", "/home", "two of them"),
        ("/groups\\..\\evil", "/home", "a backslash anywhere"),
        ("https://evil.example/", "/home", "another site"),
        ("javascript:alert(1)", "/home", "a script"),
        ("/\t/evil.example", "/home", "browsers drop tabs"),
        ("/\n/evil.example", "/home", "and line breaks"),
        ("/\r\nSet-Cookie: a=b", "/home", "a header"),
        (" //evil.example", "/home", "a leading space"),
        ("/@evil.example", "/@evil.example", "a strange path, but ours"),
        ("/http://evil.example", "/http://evil.example", "a strange path, but ours"),
    ],
)
def test_next_stays_on_this_site(target: str | None, expected: str, why: str) -> None:
    assert safe_next(target, "/home") == expected, why


PROXY = "192.0.2.10"


@pytest.mark.parametrize(
    "networks, connection, forwarded, expected, why",
    [
        ((), "198.51.100.7", "203.0.113.9", "198.51.100.7", "nobody is trusted"),
        ((), "127.0.0.1", "203.0.113.9", "127.0.0.1", "not even loopback"),
        ((PROXY,), PROXY, "203.0.113.9", "203.0.113.9", "the proxy says whom it serves"),
        ((PROXY,), PROXY, "1.2.3.4, 203.0.113.9", "203.0.113.9", "only what the proxy itself added counts"),
        ((PROXY,), "198.51.100.7", "203.0.113.9", "198.51.100.7", "somebody else claims to be a proxy"),
        (("192.0.2.0/24",), PROXY, "203.0.113.9", "203.0.113.9", "a network of proxies"),
        (("192.0.2.0/24",), "192.0.3.1", "203.0.113.9", "192.0.3.1", "just outside it"),
        (("2001:db8::/32",), "2001:db8::1", "203.0.113.9", "203.0.113.9", "a proxy with a long address"),
        ((PROXY,), PROXY, "", PROXY, "the proxy says nothing"),
        ((PROXY,), "", "203.0.113.9", "", "a connection without an address"),
    ],
)
def test_a_forwarded_address_is_believed_from_a_trusted_proxy_alone(
    networks: tuple[str, ...], connection: str, forwarded: str, expected: str, why: str
) -> None:
    seen: list[str] = []

    def inner(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.append(environ["REMOTE_ADDR"])
        return []

    environ = {"REMOTE_ADDR": connection}
    if forwarded:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    TrustedProxies(inner, networks)(environ, None)
    assert seen == [expected], why


def test_a_trusted_network_that_is_none_is_named_at_the_start() -> None:
    with pytest.raises(ValueError, match=r"300\.1\.1\.1"):
        TrustedProxies(None, ("300.1.1.1",))


def _raises(error: Exception) -> Callable[[], str]:
    def view() -> str:
        raise error

    return view


REFUSALS: dict[str, tuple[Exception, int]] = {
    "missing": (NotFound(), 404),
    "forbidden": (Forbidden("locked"), 403),
    "conflict": (Conflict("decided"), 409),
    "invalid": (Invalid("too_short", field="title"), 422),
    "too-many": (TooMany(90), 429),
}


@pytest.fixture
def door(app: Flask) -> Flask:
    """The application with a few more routes, on the same database."""
    config: Config = app.config["DAYROOM"]
    made = create_app(replace(config, trusted_proxies=(PROXY,)))
    for name, (error, _status) in REFUSALS.items():
        made.add_url_rule(f"/try/{name}", f"try_{name}", access("public.read")(_raises(error)))
    made.add_url_rule("/try/broken", "try_broken", access("public.read")(_raises(LookupError("secret words"))))
    made.add_url_rule("/try/members", "try_members", access("group.read")(lambda: "inside"))
    made.add_url_rule("/try/address", "try_address", access("public.read")(client_address))
    made.add_url_rule("/try/keep", "try_keep", access("public.read")(lambda: request.form["words"]), methods=["POST"])
    made.add_url_rule("/try/personal", "try_personal", access("public.read")(_as_somebody))
    return made


def _as_somebody() -> str:
    g.actor = replace(g.actor, member_id=1)
    return "mine"


@pytest.fixture
def visitor(door: Flask) -> FlaskClient:
    return door.test_client()


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_becomes_its_answer_as_a_page_and_as_json(visitor: FlaskClient, name: str) -> None:
    status = REFUSALS[name][1]
    page = visitor.get(f"/try/{name}", headers={"Accept": "text/html"})
    assert page.status_code == status
    assert page.text.count("<h1") == 1
    data = visitor.get(f"/try/{name}", headers={"Accept": "application/json"})
    assert (data.status_code, data.mimetype) == (status, "application/json")


def test_a_broken_page_answers_kindly_and_says_nothing_of_the_inside(door: Flask) -> None:
    door.testing = False
    door.config["PROPAGATE_EXCEPTIONS"] = False
    answer = door.test_client().get("/try/broken")
    assert answer.status_code == 500
    assert "secret words" not in answer.text
    assert "Traceback" not in answer.text
    assert "<h1" in answer.text


def test_a_visitor_is_sent_to_sign_in_and_back(visitor: FlaskClient) -> None:
    answer = visitor.get("/try/members?view=new")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/try/members?view%3Dnew"
    assert visitor.get("/try/members", headers={"Accept": "application/json"}).status_code == 401


def test_every_answer_carries_the_guarding_headers(visitor: FlaskClient) -> None:
    for path in ("/try/address", "/try/missing", "/no-such-page"):
        headers = visitor.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Cookie" in headers["Vary"]


def test_pages_of_members_are_not_stored_and_pages_of_visitors_are_asked_for_again(visitor: FlaskClient) -> None:
    assert visitor.get("/try/personal").headers["Cache-Control"] == "no-store"
    assert visitor.get("/try/address").headers["Cache-Control"] == "no-cache"


def test_a_post_without_its_token_is_refused_and_the_page_says_what_to_do(visitor: FlaskClient) -> None:
    answer = visitor.post("/try/keep", data={"words": "what I typed"})
    assert answer.status_code == 400
    assert "<h1" in answer.text


def test_what_is_too_large_is_refused_before_it_is_read(visitor: FlaskClient) -> None:
    assert visitor.post("/try/keep", data={"words": "x" * 300_000}).status_code in (413, 422)


def test_the_address_that_limits_count_is_not_moved_by_a_forged_header(visitor: FlaskClient) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-Ip": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    answer = visitor.get("/try/address", headers=forged, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert answer.text == "198.51.100.7"
    answer = visitor.get("/try/address", headers=forged, environ_base={"REMOTE_ADDR": PROXY})
    assert answer.text == "203.0.113.9"


def test_under_https_cookies_are_for_this_host_alone(app: Flask) -> None:
    secure = create_app(replace(app.config["DAYROOM"], public_url="https://talk.example.org"))
    assert secure.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert secure.config["SESSION_COOKIE_SECURE"] is True
    assert secure.config["SESSION_COOKIE_HTTPONLY"] is True
    assert not app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
