"""kill -9 while people post: no acknowledged post is lost, none is there twice, and what was promised is done after the restart."""

from __future__ import annotations

import http.client
import os
import re
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member
from app.accounts.commands.sessions import open_session
from app.accounts.queries import actor_of
from app.core import clock
from app.core.db import db
from app.core.jobs import Promise
from app.core.tokens import new_token
from app.discussions.models import Post
from app.groups.commands import GroupInput, admit, create_group
from app.notifications.models import Notice
from config import Config
from tests.house.running import RunningHouse, children, wait_for
from tests.world import answer, start

WRITERS = ("ruth", "maren", "kit")
POSTS_EACH = 14


@dataclass
class Writer:
    """One member who posts by HTTP, and sends each post again with the same draft until it is acknowledged."""

    name: str
    port: int
    cookie: str
    discussion: int
    opening: int
    tries: int = 0
    acknowledged: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def write(self) -> None:
        for number in range(POSTS_EACH):
            words, key = f"{self.name} writes line {number}", new_token()
            deadline = time.monotonic() + 60
            while not self._post(words, key):
                if time.monotonic() > deadline:
                    self.trouble.append(f"{words}: not acknowledged within a minute")
                    return
                time.sleep(0.05)
            self.acknowledged.append(words)

    def _post(self, words: str, key: str) -> bool:
        self.tries += 1
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            cookie, token = self._form(connection)
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            fields = {"csrf_token": token, "draft": key, "body": words, "do": "post"}
            connection.request("POST", f"/discussions/{self.discussion}/replies", urlencode(fields), headers)
            answered = connection.getresponse()
            answered.read()
            if answered.status == 303 and "/posts/" in answered.headers["Location"]:
                return True
            self.noted(str(answered.status))
            if answered.status < 500:
                self.trouble.append(f"{words}: {answered.status} {answered.headers.get('Location')}")
            return False
        except (OSError, http.client.HTTPException) as error:
            self.noted(str(error) if str(error).isdigit() else type(error).__name__)
            return False
        finally:
            connection.close()

    def noted(self, answer: str) -> None:
        """What came instead of a post: a status, or the kind of error of the connection."""

    def _form(self, connection: http.client.HTTPConnection) -> tuple[str, str]:
        connection.request("GET", f"/posts/{self.opening}/reply", headers={"Cookie": self.cookie})
        page = connection.getresponse()
        text = page.read().decode()
        if page.status != 200:
            raise http.client.HTTPException(str(page.status))
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        assert found, "the composer has a form"
        given = [value.split(";")[0] for name, value in page.getheaders() if name.lower() == "set-cookie"]
        return "; ".join([self.cookie, *given]), found.group(1)


def _prepare(site: Flask, port: int, names: Sequence[str] = WRITERS) -> list[Writer]:
    """A public group where everybody belongs, a discussion of Ana's, and writers with open sessions."""
    with site.app_context():
        ids = {name: add_member(SYSTEM, NewMember(name, name.title(), email=f"{name}@example.org")) for name in ("ana", *names)}
        group_id = create_group(SYSTEM, GroupInput(name="Heart", purpose="For hearts.", access="public"))
        admit(group_id, {member_id: clock.now() for member_id in ids.values()})
        begun = start(actor_of(ids["ana"]), group_id, "What did you pack", "I go in at seven on Thursday.")
        assert begun.discussion_id is not None
        writers = []
        for name in names:
            # The first post accepts the guidelines; the form does not ask again.
            answer(actor_of(ids[name]), begun.discussion_id, f"{name} says hello")
            cookie = f"dayroom-session={open_session(ids[name], 'Firefox').token}"
            writers.append(Writer(name, port, cookie, begun.discussion_id, begun.post_id or 0))
        db.session.remove()
        db.engine.dispose()
    return writers


def _kill_everything(house: RunningHouse) -> None:
    """Server, its page processes and the job worker, all at once."""
    started = children(house.pid)
    for pid in [*started, *(child for each in started for child in children(each))]:
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def site(house: RunningHouse) -> Flask:
    return create_app(Config(instance=house.instance, testing=True))


def test_kill_9_loses_no_acknowledged_post_and_doubles_none(house: RunningHouse, site: Flask) -> None:
    writers = _prepare(site, house.port)
    house.open()
    threads = [threading.Thread(target=writer.write) for writer in writers]
    for thread in threads:
        thread.start()
    for round_ in range(4):
        before = sum(len(writer.acknowledged) for writer in writers)
        assert wait_for(lambda: sum(len(writer.acknowledged) for writer in writers) >= before + 6, 60)  # noqa: B023
        if round_ == 2:
            # The supervisor too, as when the machine loses its power.
            os.kill(house.pid, signal.SIGKILL)
            house.end()
            wait_for(lambda: not house.answers())
            house.open()
        else:
            _kill_everything(house)
    for thread in threads:
        thread.join(120)
    assert [writer.trouble for writer in writers] == [[]] * len(WRITERS)
    assert sum(writer.tries for writer in writers) > len(WRITERS) * POSTS_EACH, "something was killed while they wrote"
    _kill_everything(house)
    assert wait_for(house.answers)
    with site.app_context():
        assert wait_for(lambda: _count(Promise.id) == 0, 60), "what was promised is done"
        house.close()
        expected = sorted(words for writer in writers for words in [*writer.acknowledged, f"{writer.name} says hello"])
        ours = Post.body.contains("writes line") | Post.body.contains("says hello")
        posted = sorted(db.session.scalars(select(Post.body).where(ours)))
        assert posted == expected
        assert len(posted) == len(WRITERS) * (POSTS_EACH + 1)
        numbers = list(db.session.scalars(select(Post.seq).where(Post.discussion_id == writers[0].discussion)))
        assert sorted(numbers) == list(range(1, len(posted) + 2)), "each has a place of its own"
        told = db.session.scalar(select(func.count()).select_from(Notice))
        assert told == len(posted), "Ana was told of each reply once"


def _count(column: object) -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count(column))) or 0)  # type: ignore[arg-type]
