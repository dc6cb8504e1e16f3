"""A reply in a plain form is worked on before the application: it answers the same, and whatever is not plain goes the usual way."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from app.accounts.actor import SYSTEM, Actor
from app.accounts.commands.sessions import open_session
from app.accounts.models import SignInSession
from app.core import clock, metrics
from app.core.db import db
from app.core.forms_first import SENT, is_plain_form
from app.core.front import Front
from app.core.lanes import Lanes
from app.core.tokens import new_token
from app.core.web import LARGEST_BODY
from app.discussions.commands import replying
from app.discussions.commands.replying import Asked
from app.discussions.inputs import Outcome, ReplyInput
from app.discussions.models import Draft, Post
from app.guidelines.commands import accept_current
from tests.core.rsgi import Proto, asked, run
from tests.suspending import suspend
from tests.world import PHONE, World

WORDS = "I was told to bring slippers."
ALIKE = ("Content-Security-Policy", "Strict-Transport-Security", "Referrer-Policy", "Content-Type", "Cache-Control")


class Sender:
    """Maren's browser, with the form open; `asked` counts what the application was asked."""

    def __init__(self, app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        accept_current(world.actor("maren"))
        self.url = f"/discussions/{world.corners['public'].discussion}/replies"
        self.client: FlaskClient = app.test_client()
        self.client.set_cookie("dayroom-session", world.tokens["maren"])
        page = self.client.get(f"/posts/{world.corners['public'].opening}/reply").text
        self.token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
        self.asked: list[str] = []
        monkeypatch.setitem(
            app.before_request_funcs, None, [lambda: self.asked.append(request.path), *app.before_request_funcs[None]]
        )

    def send(self, *, how: dict[str, Any] | None = None, **fields: str) -> tuple[TestResponse, bool]:
        """The answer, and whether the application gave it."""
        self.asked.clear()
        form = {"csrf_token": self.token, "draft": new_token(), "reply_to": "", "body": WORDS, "do": "post"}
        answer = self.client.post(self.url, data=form | fields, **(how or {}))
        return answer, bool(self.asked)

    def proto(self, **fields: str) -> tuple[Any, Proto]:
        """The same form as the server has it."""
        form = {"csrf_token": self.token, "draft": new_token(), "reply_to": "", "body": WORDS, "do": "post"}
        body = urlencode(form | fields).encode()
        kept = [self.client.get_cookie(name) for name in ("dayroom-session", "dayroom-form")]
        cookies = "; ".join(f"{one.key}={one.value}" for one in kept if one is not None)
        heads = [("cookie", cookies), ("content-type", SENT), ("content-length", str(len(body))), ("host", "localhost")]
        return asked("POST", self.url, *heads), Proto(body)


@pytest.fixture
def maren(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Sender:
    return Sender(app, world, monkeypatch)


def _last() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.max(Post.id))) or 0


def test_it_answers_as_the_application_does(maren: Sender, count_statements: Callable[[], Any]) -> None:
    safe = {"base_url": "https://localhost", "headers": {"Referer": f"https://localhost{maren.url}"}}
    for how in ({}, safe):
        plain, was_asked = maren.send(how=how)
        assert (plain.status, was_asked, plain.location) == ("303 SEE OTHER", False, f"/posts/{_last()}")
        usual, was_asked = maren.send(how={**how, "query_string": "usual=1"})
        assert (usual.status, was_asked, usual.location) == ("303 SEE OTHER", True, f"/posts/{_last()}")
        assert [plain.headers.get(name) for name in ALIKE] == [usual.headers.get(name) for name in ALIKE]
        assert "Cookie" in plain.headers["Vary"] and "Set-Cookie" not in plain.headers
    # Who asks, the nine of the command (docs/writing.md), and the draft that is counted: a server does that behind the answer.
    with count_statements() as seen:
        assert maren.send()[0].status_code == 303
    assert len(seen) == 11
    # Sent twice, it is one post. What the checks noticed leads to the coach, the draft being kept.
    key, before = new_token(), _last()
    assert [maren.send(draft=key)[0].location for _ in range(2)] == [f"/posts/{before + 1}"] * 2
    coached, was_asked = maren.send(draft=(key := new_token()), body=PHONE)
    assert (coached.location, was_asked, _last()) == (f"/drafts/{key}/check", False, before + 1)
    assert db.session.scalar(select(Draft.body).where(Draft.key == key)) == PHONE
    # A session that was last noted a while ago goes on, and so does its cookie.
    db.session.execute(update(SignInSession).values(last_seen_at=clock.now() - timedelta(hours=1)))
    db.session.commit()
    again, was_asked = maren.send()
    assert (again.status_code, was_asked) == (303, False)
    assert again.headers["Set-Cookie"].startswith("dayroom-session=") and "Max-Age" in again.headers["Set-Cookie"]


def test_what_is_not_plain_or_not_allowed_the_application_decides(
    maren: Sender, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    reply = replying.reply

    def noted(actor: Actor, given: ReplyInput) -> Outcome:
        ran.append(given.body)
        return reply(actor, given)

    monkeypatch.setattr(replying, "reply", noted)
    before = _last()
    assert maren.send(csrf_token="made up")[0].status_code == 400
    assert maren.send(csrf_token="")[0].status_code == 400
    elsewhere = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost.example/x"}}
    assert maren.send(how=elsewhere)[0].status_code == 400
    assert maren.send(body="Hello\x00")[0].status_code == 400
    assert maren.send(do="save")[0].location == "/drafts"
    assert ran == []
    # A refusal is shown with the words, and the command is not run once more.
    for body, reply_to in ((" ", ""), (WORDS, "999999"), ("long " * 9000, "")):
        refused, was_asked = maren.send(body=body, reply_to=reply_to)
        assert (refused.status_code, was_asked, len(ran)) == (422, True, 1)
        assert body.strip()[:40] in refused.text
        ran.clear()
    monkeypatch.setattr(maren, "url", "/discussions/999999/replies")
    assert (maren.send()[0].status_code, len(ran)) == (404, 1)
    ran.clear()
    monkeypatch.undo()
    suspend(SYSTEM, world.members["maren"], None, "spam")
    assert maren.send()[0].status_code == 401, "it ended the session"
    maren.client.set_cookie("dayroom-session", open_session(world.members["maren"], "Test").token)
    assert maren.send()[0].status_code == 403
    assert _last() == before


def test_replies_that_come_at_the_same_moment_are_worked_on_together_and_each_has_its_answer(
    app: Flask, maren: Sender, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, replying_to = list[int](), "/discussions/<int:discussion_id>/replies"
    reply_together = replying.reply_together

    def noted(sent: Sequence[Asked]) -> list[Outcome | Exception]:
        together.append(len(sent))
        return reply_together(sent)

    monkeypatch.setattr(replying, "reply_together", noted)
    lanes, all_came, before = Lanes(at_once=1, forms=2, threads=3), threading.Event(), _last()
    lanes.put(lambda _: bool(all_came.wait(20)), None, is_page=True)
    counted: list[tuple[str, str]] = []
    counters = SimpleNamespace(took=lambda _s, route, _m, status: counted.append((route, status)), add=lambda *_: None)
    monkeypatch.setattr(metrics, "_counters", counters)
    front = Front(metrics._Timed(app.wsgi_app), lanes, LARGEST_BODY, is_plain_form)
    sent = [{"body": "One."}, {"body": " "}, {"body": "Two."}, {"csrf_token": "made up"}, {"do": "save"}]
    protos = [maren.proto(**fields) for fields in sent]

    async def serve() -> None:
        asks = [asyncio.create_task(front.__rsgi__(*proto)) for proto in protos]
        while len(lanes) < len(sent):
            await asyncio.sleep(0)
        all_came.set()
        await asyncio.gather(*asks)

    run(serve())
    assert [proto.status for _, proto in protos] == [303, 422, 303, 400, 303]
    assert together == [3], "what is not plain is left to the application"
    assert [dict(protos[at][1].headers)["Location"] for at in (0, 2)] == [
        f"/posts/{before + 1}",
        f"/posts/{before + 2}",
    ]
    assert b"Write something" in b"".join(protos[1][1].pieces)
    assert sorted(counted) == [(replying_to, status) for status in ("3xx", "3xx", "3xx", "4xx", "4xx")]
    assert _last() == before + 2
    assert db.session.scalars(select(Post.body).where(Post.id > before).order_by(Post.id)).all() == ["One.", "Two."]
