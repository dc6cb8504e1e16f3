"""People who read and write by HTTP while parts of a house are killed, and what they meet: for `deployed.py`."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.core.tokens import new_token

FRIENDLY = "Something behind this page does not answer at this moment."
PATIENCE = 15.0
HEARD_WITHIN = 1.0
"""Seconds until what stands in front has heard that a line to a killed server ended."""
FINE = (200, 302, 303, 304)
TOO_MANY = 429


@dataclass(frozen=True)
class Failure:
    """An answer that is none, between two moments (monotonic): a status, or how the connection ended.

    `port`: of whom was asked; `since`: when that connection was opened, or when the last request was sent on it that was answered, 0 where
    it could not be opened; `is_ours`: our own page that says that the database is away, with the words that were sent on it.
    """

    began: float
    ended: float
    came: str
    what: str
    is_ours: bool = False
    port: int = 0
    since: float = 0.0


@dataclass
class Person:
    """Somebody with one connection, which stays open as a browser's does."""

    port: int
    cookie: str
    stop: threading.Event
    answers: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    """Cookies that came with the last answer."""
    _line: http.client.HTTPConnection | None = None
    _since: float = 0.0

    def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None, cookie: str = ""
    ) -> tuple[int, str, str]:
        """Status, Location and text; status 0 when the connection ended. What is no success is noted."""
        began = time.monotonic()
        headers = {"Cookie": cookie or self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            line = self._connected()
            line.request(method, path, urlencode(fields or {}) if fields else None, headers)
            answer = line.getresponse()
            text = answer.read().decode()
            self.given = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        except (OSError, http.client.HTTPException) as error:
            self._note(Failure(began, time.monotonic(), type(error).__name__, method, port=self.port, since=self._since))
            self._hang_up()
            return 0, "", ""
        self._since = began
        self.answers[f"{method} {answer.status}"] += 1
        if answer.status in FINE:
            self.took.append(time.monotonic() - began)
        else:
            ours = FRIENDLY in text and (not fields or fields["body"] in text)
            self._note(Failure(began, time.monotonic(), str(answer.status), method, ours, self.port, self._since))
        return answer.status, answer.headers.get("Location", ""), text

    def _connected(self) -> http.client.HTTPConnection:
        self._line = self._line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        # None as well where the last answer said that it was the last on this connection.
        if self._line.sock is None:
            self._since, began = 0.0, time.monotonic()
            self._line.connect()
            self._since = began
        return self._line

    def _note(self, failure: Failure) -> None:
        self.failures.append(failure)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line, self._since = None, 0.0


@dataclass
class Reader(Person):
    """Reads one page after the other."""

    pages: Sequence[str] = ()
    pause: float = 0.05

    def work(self) -> None:
        turn = 0
        while not self.stop.wait(self.pause):
            self.ask("GET", self.pages[turn % len(self.pages)])
            turn += 1
        self._hang_up()


@dataclass
class Author(Person):
    """Posts, and sends each post again with the same draft until it is acknowledged; no more than `most`."""

    name: str = ""
    discussion: int = 0
    opening: int = 0
    pause: float = 0.0
    most: int = 1_000
    acknowledged: list[str] = field(default_factory=list)
    was_limited: bool = False

    def work(self) -> None:
        for number in range(self.most):
            words, key = f"{self.name} writes line {number}.", new_token()
            while not self.stop.is_set() and not self.was_limited and not self._post(words, key):
                time.sleep(0.1)
            if self.was_limited or self.stop.wait(self.pause):
                break
        self._hang_up()

    def _post(self, words: str, key: str) -> bool:
        form = self._form()
        if form is None:
            return False
        cookie, token = form
        fields = {"csrf_token": token, "draft": key, "body": words, "do": "post"}
        status, location, _ = self.ask("POST", f"/discussions/{self.discussion}/replies", fields, cookie)
        if status == TOO_MANY:
            self.was_limited = True
        elif status == 303 and "/posts/" in location:
            self.acknowledged.append(words)
            return True
        return False

    def _form(self) -> tuple[str, str] | None:
        status, _, text = self.ask("GET", f"/posts/{self.opening}/reply")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text) if status == 200 else None
        return ("; ".join([self.cookie, *self.given]), found.group(1)) if found else None


@dataclass(frozen=True)
class Kill:
    """Of the server with this port, at some moment between two."""

    port: int
    after: float
    before: float


@dataclass
class Log:
    """When which part was away (monotonic). `database`: from its end to its answer."""

    began: float = 0.0
    kills: list[Kill] = field(default_factory=list)
    database: tuple[float, float] = (0.0, 0.0)
    redis: tuple[float, float] = (0.0, 0.0)

    def why(self, failure: Failure) -> str:
        """'killed', 'database' (away, and said so as it should), 'limit'; '' for what should not be."""
        if failure.is_ours and failure.came == "503" and failure.ended >= self.database[0] > 0:
            return "database"
        if failure.came == str(TOO_MANY):
            return "limit"
        return "killed" if self._was_killed(failure) else ""

    def _was_killed(self, failure: Failure) -> bool:
        """Whether the connection was open to a server when that was killed, and nothing asked since then was answered on it; of an answer
        of Caddy's, whether the request was under way then."""
        if failure.came == "502":
            return any(failure.began - HEARD_WITHIN <= kill.before and kill.after <= failure.ended for kill in self.kills)
        if failure.came.isdigit() or not failure.since:
            return False
        ours = (kill for kill in self.kills if kill.port == failure.port)
        return any(failure.since <= kill.before and kill.after <= failure.ended for kill in ours)


def seconds_away(failures: Sequence[Failure], log: Log) -> float:
    """From the moment the database ended to the last answer that said so."""
    said = [failure.ended for failure in failures if log.why(failure) == "database"]
    return max(said) - log.database[0] if said else 0.0
