"""Statements of reasons: every restriction has all its parts, its letter opens without signing in, machines can count them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
import time_machine
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM
from app.core import clock, mail
from app.core.command import command
from app.core.db import db
from app.core.jobs import JOBS
from app.core.navigation import ORGANISATION
from app.core.policy import Invalid, NotFound
from app.core.scope import ROOT
from app.core.settings import store
from app.core.wording import day
from app.moderation.actions import ACTIONS, ON_PROFILE
from app.moderation.commands import decide, decide_about_member, keep_text, take_text_away
from app.moderation.commands.lifting import LiftInput, end_early
from app.moderation.commands.statements import forget_old_keys
from app.moderation.commands.texts import TextInput
from app.moderation.export import SCHEMA_FILE, as_line, exported
from app.moderation.inputs import DecisionInput, MemberDecisionInput
from app.moderation.measures import LIMITS, MEASURES
from app.moderation.models import Decision, Sanction, StatementKey
from app.moderation.queries.export import decisions_between
from app.moderation.queries.rulings import decision_statement, statement_behind
from app.notifications.commands import MailInput, choose_mail
from app.notifications.models import Notice
from tests.moderation.conftest import HEART, Room
from tests.moderation.notes import hold
from tests.moderation.test_table_commands import lay_item, lay_profile

RING = "Bring a jumper. Ring me on 07700 900418."
WHY = "A number that strangers can ring is not safe here."
STATE_FOR = {
    "publish": "held", "redact": "held", "send_back": "held", "keep": "published", "hide": "published",
    "remove": "published", "restore": "removed", "lock": "published", "unlock": "closed",
}  # fmt: skip
FOUND = {"held": "A check of ours noticed it", "report": "A member told us about it", "staff": "A moderator noticed it"}
LINK = re.compile(r"/statements/([\w-]+)")


def _decide(room: Room, action: str, measure: str, kind: str = "held", path: str = HEART) -> int:
    if action in ON_PROFILE:
        path, (_, item_id) = ROOT, lay_profile("profile", "lined", action.replace("_", "-"))
    else:
        _, item_id = lay_item(kind, STATE_FOR[action], room.ids["ruth"])
    until = clock.now() + timedelta(days=7) if measure in LIMITS else None
    who = room.actor("marta" if path == ROOT else "ana")
    given = DecisionInput(1, action, 6, WHY, measure=measure, path=path if measure else "", until=until)
    return decide(who, item_id, given).decision_id


@command
def _run_by(name: str) -> None:
    store(ORGANISATION.name, name)


def _letters() -> list[mail.KeptLetter]:
    for job, arguments in _promised():
        JOBS[job](**arguments)
    return list(mail.kept_letters())


def _promised() -> list[tuple[str, dict[str, Any]]]:
    rows = db.session.scalars(select(Decision.id)).all()
    return [("moderation.send_statement", {"decision_id": decision_id}) for decision_id in rows]


RESTRICTIONS = [
    *((action, "", "held", HEART) for action in ("redact", "send_back", "hide", "remove", "lock")),
    *(("keep", measure, "report", HEART) for measure in MEASURES),
    *(("remove", measure, "staff", ROOT) for measure in ("warning", "slow", "read_only", "suspended")),
]


@pytest.mark.parametrize(("action", "measure", "kind", "path"), RESTRICTIONS)
def test_a_statement_of_each_restriction_has_all_its_parts(
    room: Room, action: str, measure: str, kind: str, path: str, stop_clock: Callable[[], None]
) -> None:
    stop_clock()
    decision_id = _decide(room, action, measure, kind, path)
    statement = decision_statement(room.actor("ruth"), decision_id)
    facts, whole = dict(statement.facts), " ".join(statement.letter)
    assert facts["What was decided"]
    assert facts["It is about"] == "Your reply in “Ablation on Thursday”"
    assert "07700 900418" in facts["The words"], "the words concerned"
    assert "07700 900418" in whole
    assert facts["The guideline"] == "Guideline 6, “Keep private details out of the room”"
    assert "guideline 6, “Keep private details out of the room”" in whole
    assert WHY in statement.letter
    assert facts["How we came to it"].startswith(FOUND[kind])
    assert "A person made this decision, not a machine." in whole
    assert facts["Machines"].endswith("person decided.")
    assert ("kept it back" in facts["Machines"]) == (kind == "held" and STATE_FOR[action] == "held")
    until = clock.now() + timedelta(days=7)
    assert (facts.get("How long", "") == f"Until {day(until)}") == (measure in LIMITS)
    assert (day(until) in whole) == (measure in LIMITS), "scope and end"
    assert ("Where it holds" in facts) == (measure in LIMITS)
    end = statement.decision.decided_at + timedelta(days=184)
    assert facts["You can appeal"] == f"Until {day(end)}"
    assert f"you can appeal until {day(end)}" in whole
    assert statement.may_appeal(end - timedelta(hours=1))
    assert not statement.may_appeal(end)
    assert not any(name in whole + str(facts) for name in ("Kit", "Maren", "Ana")), (
        "nobody who told us, nobody who decided"
    )


def test_worry_and_what_takes_nothing_say_less(room: Room) -> None:
    calm = decision_statement(room.actor("ruth"), _decide(room, "publish", "", "worried"))
    assert not {"The words", "How we came to it", "Machines", "You can appeal"} & set(dict(calm.facts))
    assert calm.appeal_until is None
    with pytest.raises(Invalid, match="measure_not_here"):
        _decide(room, "publish", "warning", "worried")
    assert decision_statement(room.actor("ana"), _decide(room, "keep", "", "report")).letter == ()


def test_a_law_stands_beside_the_guideline_in_statement_and_export(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")
    ana, law = room.actor("ana"), "Article 9 of the GDPR"
    with pytest.raises(Invalid, match="law_long"):
        decide(ana, item_id, DecisionInput(1, "remove", 6, WHY, law="x" * 201))
    decision_id = decide(ana, item_id, DecisionInput(1, "remove", 6, WHY, law=law)).decision_id
    statement = decision_statement(room.actor("ruth"), decision_id)
    assert dict(statement.facts)["The law"] == law
    assert f"guideline 6, “Keep private details out of the room”, and {law}." in " ".join(statement.letter)
    line = exported(statement.decision)
    assert (line["ground"], line["law"]) == ("law", law)
    jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8"))).validate(line)


def test_the_letter_goes_out_at_once_and_its_link_opens_without_signing_in(room: Room) -> None:
    _run_by("Larkfield Hospitals")
    decision_id = _decide(room, "remove", "suspended", "held", ROOT)
    assert db.session.scalar(select(func.count(Notice.id)).where(Notice.member_id == room.ids["ruth"])) == 1
    (letter,) = _letters()
    assert (letter.to, letter.subject) == ("ruth@example.org", "A moderator has written to you")
    assert not any(words in letter.body for words in ("07700", WHY, "Ablation", "suspended", "taken"))
    (token,) = LINK.findall(letter.body)
    assert token not in str(db.session.scalars(select(StatementKey.token_hash)).all()), "kept as a hash alone"
    visitor = room.app.test_client()
    first = visitor.get(f"/statements/{token}")
    assert (first.status_code, first.headers["Location"]) == (303, "/statement")
    assert first.headers["Referrer-Policy"] == "no-referrer"
    page = visitor.get("/statement")
    assert page.status_code == 200
    stored = [answer.headers["Cache-Control"] for answer in (first, page, visitor.get(f"/decisions/{decision_id}/appeal"))]
    assert stored == ["no-store"] * 3, "nobody is signed in, and yet it is for one reader"
    assert WHY in page.text
    assert token not in page.text
    assert "you cannot take part in Dayroom" in page.text and "The whole of Dayroom" in page.text
    assert "The moderators at Larkfield Hospitals" in page.text, "the hospital runs it, and nobody is kept out of that"
    assert "It ended before its time" not in page.text
    restriction_id = db.session.scalars(select(Sanction.restriction_id)).one()
    assert restriction_id is not None
    end_early(room.actor("marta"), restriction_id, LiftInput(6, "We were too strict."))
    assert "It ended before its time" in visitor.get("/statement").text, "nobody reads as suspended who is not"
    csrf = re.search(r'action="/put-away">.*?name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert csrf, "whoever sits here next reads nothing of it"
    assert visitor.post("/put-away", data={"csrf_token": csrf.group(1)}).status_code == 303
    for put_away in (visitor.get("/statement"), room.app.test_client().get("/statement")):
        assert put_away.status_code == 410 and "open the link in your letter again" in put_away.text
    assert room.app.test_client().get("/decisions/" + str(decision_id)).status_code == 303
    for wrong in ("", "x", token[:-1]):
        with pytest.raises(NotFound):
            statement_behind(wrong)
    made = db.session.get_one(Decision, decision_id).decided_at
    with time_machine.travel(made + timedelta(days=213), tick=False):
        assert statement_behind(token).decision.id == decision_id
    with time_machine.travel(made + timedelta(days=215), tick=False):
        with pytest.raises(NotFound):
            statement_behind(token)
        forget_old_keys()
    assert db.session.scalar(select(func.count()).select_from(StatementKey)) == 0


def test_what_takes_nothing_follows_the_choice_of_mail_and_restrictions_do_not(room: Room) -> None:
    choose_mail(room.actor("ruth"), MailInput(False, frozenset()))
    _decide(room, "publish", "")
    assert _letters() == []
    _decide(room, "remove", "")
    assert len(_letters()) == 1


def test_every_line_of_the_export_is_valid_and_names_nobody(room: Room) -> None:
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for number, action in enumerate(ACTIONS):
        _decide(room, action, ("", *MEASURES)[number % 6])
    for kind in ("worried", "report", "staff"):
        _decide(room, "remove", "", kind)
    hold_id = hold(None, HEART, "Mine: “07700 900418”", marked="07700 900418")[1]
    decide(room.actor("ana"), hold_id, DecisionInput(1, "publish", 6, WHY))
    until = clock.now() + timedelta(days=14)
    decide_about_member(SYSTEM, room.ids["ruth"], MemberDecisionInput("suspended", 1, WHY, "", until))
    decisions = list(decisions_between(None, None))
    assert len(decisions) == len(ACTIONS) + 5
    lines = [as_line(decision) for decision in decisions]
    for line in lines:
        assert line.endswith("\n")
        check.validate(json.loads(line))
        assert not any(words in line for words in ("Ruth", "07700", "strangers", "Ablation", "example.org"))
    check.validate(exported(decisions[0], with_words=True))
    with pytest.raises(jsonschema.ValidationError):
        check.validate({**json.loads(lines[0]), "measure": "banished"})
    with pytest.raises(jsonschema.ValidationError):
        check.validate({**json.loads(lines[0]), "name": "Ruth"})


def test_the_export_is_for_admins_reads_in_parts_and_is_in_the_record(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.moderation.queries.export.PART", 2)
    ids = [_decide(room, "remove", "") for _ in range(5)]
    answer = room.browser("marta").get("/desk/statements.jsonl")
    assert [json.loads(line)["id"] for line in answer.text.splitlines()] == ids
    tomorrow = (clock.now() + timedelta(days=1)).date()
    assert room.browser("marta").get(f"/desk/statements.jsonl?since={tomorrow}").text == ""
    assert room.browser("ana").get("/desk/statements.jsonl").status_code == 404
    schema = room.app.test_client().get("/moderation/statement.schema.json")
    assert (schema.status_code, schema.mimetype) == (200, "application/schema+json")
    assert schema.get_json()["properties"]["schema"] == {"const": 1, "description": "The version of this schema."}
    ran = room.app.test_cli_runner().invoke(args=["moderation", "statements", "--until", "2020-01-01"])
    assert (ran.exit_code, ran.output) == (0, "")
    ran = room.app.test_cli_runner().invoke(args=["moderation", "statements", "--with-words"])
    assert [json.loads(line)["reason"] for line in ran.output.splitlines()] == [WHY] * 5


def test_texts_of_the_team_are_kept_changed_and_their_blanks_are_filled(room: Room) -> None:
    ana = room.actor("ana")
    body = "Please leave out [the words]. A link [like this](https://example.org) may stay, and […] too."
    text_id = keep_text(ana, TextInput("Private details", body, 6, "remove"))
    for given, field in (
        (TextInput(" private DETAILS", "x"), "title"),
        (TextInput("", "x"), "title"),
        (TextInput("Other", " "), "body"),
        (TextInput("Other", "x", 99), "clause"),
        (TextInput("Other", "x", 1, "warn"), "action"),
        (TextInput("Other", "x", measure="banished"), "measure"),
        (TextInput("Other", "x", language="xx"), "language"),
    ):
        with pytest.raises(Invalid) as refused:
            keep_text(ana, given)
        assert refused.value.field == field
    keep_text(ana, TextInput("Private details", body + " Thank you.", 6), text_id)
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    with pytest.raises(Invalid) as refused:
        decide(ana, item_id, DecisionInput(1, "remove", 6, body))
    assert (refused.value.reason, refused.value.facts["blank"]) == ("blank_left", "[the words]")
    decide(ana, item_id, DecisionInput(1, "remove", 6, body.replace("[the words]", "the number")))
    take_text_away(ana, text_id)
    with pytest.raises(NotFound):
        take_text_away(ana, text_id)
