"""The people of the desk's tests: Ana and Bea moderate /1/, Samuel /2/, Marta is admin; Ruth writes, Maren and Kit read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, SYSTEM, Actor
from app.accounts.commands.members import NewMember, add_member
from app.accounts.commands.roles import grant_role
from app.accounts.commands.sessions import open_session
from app.accounts.models import Member
from app.accounts.queries import actor_of
from app.core.db import db
from app.guidelines.commands import load_first_guidelines
from app.moderation import registry
from tests.moderation.notes import NoteSubject, notes, take_words_out

HEART = "/1/"
RHYTHM = "/1/5/"
KIDNEY = "/2/"
ROLES = {"ana": (MODERATOR, HEART), "bea": (MODERATOR, HEART), "samuel": (MODERATOR, KIDNEY), "marta": (ADMIN, "/")}


@dataclass
class Room:
    """Everybody by name."""

    app: Flask
    ids: dict[str, int]
    subject: NoteSubject

    def actor(self, name: str) -> Actor:
        return actor_of(self.ids[name])

    def browser(self, name: str) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("dayroom-session", open_session(self.ids[name], "Test").token)
        return client


@pytest.fixture
def room(within: Callable[..., Flask]) -> Iterator[Room]:
    app = within("desk", _build)
    subject = NoteSubject()
    registry.register_subject(subject)
    registry.register_redaction(subject.kind, take_words_out)
    ids = {name: member_id for name, member_id in db.session.execute(select(Member.username, Member.id))}
    db.session.rollback()
    yield Room(app, ids, subject)
    registry.forget_subject(subject.kind)


def _build() -> None:
    notes.create(db.engine)
    load_first_guidelines(SYSTEM)
    for name in ("ana", "bea", "samuel", "marta", "ruth", "maren", "kit"):
        member_id = add_member(SYSTEM, NewMember(name, name.title(), email=f"{name}@example.org"))
        if name in ROLES:
            grant_role(SYSTEM, member_id, *ROLES[name])
