"""Advice is given in jobs and on the command line, kept, and given again when a group has changed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.accounts.actor import SYSTEM
from app.core.db import db
from app.core.jobs import run_due
from app.core.policy import NotFound
from app.groups.commands import GroupInput, archive_group, create_group
from app.splitting.commands.advising import ask_advice, ask_for_all, give_advice
from app.splitting.models import Advice
from app.splitting.queries.advice import given_to, groups_to_advise
from tests.splitting.talks import LAST, Laid, busy_group, lay_people, lay_talks
from tests.world import World


def _busy(name: str = "Ears") -> int:
    group_id = create_group(SYSTEM, GroupInput(name=name, purpose="For a test.", access="public"))
    lay_talks(group_id, busy_group(lay_people(35)))
    return group_id


def test_asked_for_it_is_given_by_a_job_and_kept(world: World) -> None:
    heart = world.corners["public"].group_id
    assert given_to(heart) is None
    ask_advice(world.actor("ana"), heart)
    assert given_to(heart) is None
    run_due()
    given = given_to(heart)
    assert given and given.advised.verdict == "not-yet" and given.advised.figures.discussions == 1
    assert [reason["code"] for reason in given.advised.reasons] == ["few_discussions", "few_people", "few_topics"]
    for who in ("maren", "ingrid", "samuel", "visitor"):
        with pytest.raises(NotFound):
            ask_advice(world.actor(who), heart)


def test_at_night_every_group_that_changed_is_looked_at_again(app: Flask) -> None:
    busy, quiet = _busy(), create_group(SYSTEM, GroupInput("Quiet", "For a test.", "public"))
    with time_machine.travel(LAST + timedelta(days=1), tick=False):
        assert groups_to_advise() == [busy, quiet] and ask_for_all() == 2
        run_due()
        assert groups_to_advise() == []
        given = given_to(busy)
        assert given and given.advised.is_split
    # Something is said later, and something older is moved in: both change what there is to say.
    with time_machine.travel(LAST + timedelta(days=2), tick=False):
        lay_talks(quiet, [Laid("Moved in", begun=30)])
        lay_talks(busy, [Laid("New", begun=-1.5)])
        assert groups_to_advise() == [busy, quiet]
        archive_group(SYSTEM, quiet)
        assert groups_to_advise() == [busy]


def test_a_group_that_goes_or_closes_meanwhile_is_no_trouble(app: Flask) -> None:
    assert give_advice(4711) is None
    quiet = create_group(SYSTEM, GroupInput("Quiet", "For a test.", "public"))
    ask_for_all()
    archive_group(SYSTEM, quiet)
    run_due()
    assert db.session.get(Advice, quiet) is None


def test_the_command_line_says_it_as_json_and_plainly(app: Flask) -> None:
    busy = _busy()
    create_group(SYSTEM, GroupInput("Quiet", "For a test.", "public"))
    run = app.test_cli_runner().invoke
    said = json.loads(run(args=["splitting", "advise", "--json"]).output)
    assert [(one["slug"], one["verdict"]) for one in said] == [("ears", "split"), ("quiet", "not-yet")]
    kept, group = given_to(busy), db.session.get_one(Advice, busy)
    assert kept and {"slug": "ears"} | kept.advised.to_json() == said[0] and group.verdict == "split"
    assert json.loads(run(args=["splitting", "advise", "ears", "--json"]).output) == said[:1]
    assert {"code", "have", "need", "sentence"} <= set(said[1]["reasons"][0])
    plain = run(args=["splitting", "advise"]).output
    assert "ears: split now" in plain and "quiet: not yet" in plain
    assert "room: Ear and hearing aid (ear, ringing, aid, hearing, loud, noises): 22 discussions" in plain
    lost = run(args=["splitting", "advise", "nowhere"])
    assert lost.exit_code == 1 and "There is no group at 'nowhere'." in lost.output
    archive_group(SYSTEM, busy)
    assert "ears is closed" in run(args=["splitting", "advise", "ears"]).output
