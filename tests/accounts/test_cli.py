"""`./dayroom members …` as somebody at a terminal meets it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import registry
from app.accounts.actor import SYSTEM
from app.accounts.passwords import verify
from app.accounts.queries import actor_of, member_named
from app.core.db import db
from app.guidelines.commands import load_first_guidelines
from app.moderation.models import Decision
from tests.accounts.conftest import PASSWORD


def _run(app: Flask, *words: str, given: str = "") -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["members", *words], input=given)
    return done.exit_code, done.output


def test_a_moderator_of_a_group_is_added_with_a_password(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_paths", [lambda slug: "/3/" if slug == "heart" else None])
    words = (
        "add",
        "lena",
        "--email",
        "lena@example.org",
        "--role",
        "moderator",
        "--group",
        "heart",
        "--password-stdin",
    )
    code, said = _run(app, *words, given=f"{PASSWORD}\n")
    assert (code, said) == (0, "lena is here now, as moderator.\n")
    lena = member_named("lena")
    assert lena is not None and verify(PASSWORD, lena.password_hash)
    actor = actor_of(lena.id)
    assert actor.moderates("/3/8/") and not actor.moderates("/4/")


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (("add", "lena", "--email", "lena"), "", "whole mail address"),
        (("add", "Lena Maria", "--email", "l@example.org"), "", "small letters"),
        (("add", "lena", "--email", "l@example.org", "--password-stdin"), "short\n", "at least 10"),
        (("add", "lena", "--email", "l@example.org", "--role", "mentor", "--group", "moon"), "", "no group at 'moon'"),
        (("add", "lena", "--email", "l@example.org", "--group", "heart"), "", "--role mentor"),
        (("suspend", "nobody", "--until", "2099-01-01", "--guideline", "4", "--reason", "Rest."), "", "no member called"),
        (("suspend", "nobody", "--until", "2099-01-01", "--reason", "Rest."), "", "--guideline"),
        (("lift", "nobody"), "", "--reason"),
    ],
)
def test_what_cannot_be_done_is_one_plain_sentence(app: Flask, words: tuple[str, ...], given: str, said: str) -> None:
    code, output = _run(app, *words, given=given)
    assert code != 0 and said in output and "Traceback" not in output
    assert member_named("lena") is None


def test_somebody_is_suspended_by_a_decision_listed_and_let_back(app: Flask) -> None:
    load_first_guidelines(SYSTEM)
    _run(app, "add", "lena", "--email", "lena@example.org", "--role", "admin")
    words = ("--guideline", "4", "--reason", "Rest.")
    assert _run(app, "suspend", "lena", "--until", "2000-01-01", *words)[0] == 1
    assert _run(app, "suspend", "lena", "--until", "2099-01-01", "--guideline", "99", "--reason", "Rest.")[0] == 1
    assert _run(app, "suspend", "lena", "--until", "2099-01-01", *words)[0] == 0
    assert _run(app, "list")[1] == "lena\tlena\tadmin on /\tsuspended\n"
    assert _run(app, "lift", "lena", "--reason", "A mistake.")[0] == 0
    assert _run(app, "lift", "lena", "--reason", "A mistake.") == (1, "Error: lena is not limited there.\n")
    assert _run(app, "list")[1] == "lena\tlena\tadmin on /\n"
    decisions = db.session.scalars(select(Decision).order_by(Decision.id))
    kept = [(decision.action, decision.measure, decision.clause) for decision in decisions]
    assert kept == [("keep", "suspended", 4), ("lift", "", 4)]
