"""What people read: every action has a letter with all its parts, and nobody is blamed."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.guidelines.checks.order import FAMILIES
from app.guidelines.commands import FIRST_TEXT
from app.moderation import wording
from app.moderation.actions import ACTIONS, LIFT, ON_PROFILE, OVERTURN, UPHOLD
from app.moderation.letters import Ruling, letter, outcome_words
from app.moderation.measures import MEASURES
from app.moderation.wording import headline

NINE = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


def _ruling(action: str, item_kind: str = "held", was_out: bool = False, name: str = "Ruth", measure: str = "") -> Ruling:
    return Ruling(
        measure=measure, action=action, name=name, what="profile" if action in ON_PROFILE else "reply",
        title="" if action in ON_PROFILE else "Ablation on Thursday", words=("07700 900418",), clause=6,
        clause_title="Keep private details out", statement="Strangers could ring it.", item_kind=item_kind, was_out=was_out,
        community="Larkfield", contact="care@example.org",
    )  # fmt: skip


@pytest.mark.parametrize("action", [action for action in ACTIONS if action != "keep"])
@pytest.mark.parametrize("kind", ["held", "report", "worried", "staff"])
def test_a_letter_says_what_which_words_which_guideline_why_and_what_now(action: str, kind: str) -> None:
    parts = letter(_ruling(action, kind))
    whole = " ".join(parts)
    assert parts[0].startswith("Hello Ruth, ")
    assert parts[-1] == "The moderators at Larkfield"
    for part in (
        "name" if action in ON_PROFILE else "reply in “Ablation on Thursday”",
        "guideline 6",
        "Keep private details out",
        "Strangers could ring it.",
    ):
        assert part in whole
    assert ("“07700 900418”" in whole) == (kind != "worried"), "nobody's despair is quoted back at them"
    assert ("care@example.org" in whole) == (action not in ("publish", "restore", "unlock")), (
        "who disagrees learns where to turn"
    )
    assert len(parts) >= 5
    assert not any(
        word in whole.lower() for word in ("!", "violat", "offen", "ban", "penalt", "content", "user", "flag")
    )


def test_words_that_end_a_sentence_of_their_own_are_not_followed_by_a_second_full_stop() -> None:
    ends = {"Ring me.": "“Ring me.” Please see", "Why?": "“Why?” Please see", "0770": "“0770”. Please see"}
    for words, expected in ends.items():
        assert expected in letter(replace(_ruling("remove"), words=(words,)))[1]


def test_left_as_it_is_nobody_gets_a_letter() -> None:
    assert letter(_ruling("keep")) == ()


def test_removal_says_whether_others_could_read_it() -> None:
    assert "out of the talk" in letter(_ruling("remove", was_out=True))[0]
    assert "could not put up" in letter(_ruling("remove", was_out=False))[0]


def test_worry_never_reads_like_blame() -> None:
    whole = " ".join(letter(_ruling("publish", "worried")))
    assert "You did nothing wrong" in whole
    assert "Help now" in whole


def test_a_letter_to_nobody_still_reads() -> None:
    assert letter(_ruling("remove", name=""))[0].startswith("Hello there, ")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("worried", [True, False])
def test_who_told_us_never_learns_the_sanction(action: str, worried: bool) -> None:
    words = outcome_words("reply", "14 March 2026", action, worried)
    assert "14 March 2026" in words
    assert not any(word in words.lower() for word in ("remov", "warn", "sent back", "taken", "author"))


def test_every_action_and_reason_has_its_words() -> None:
    for table in (wording.ACTION_LABELS, wording.ACTION_HINTS, wording.SEND_LABELS):
        assert set(table) == set(ACTIONS)
    assert set(wording.ACTION_DONE) == {*ACTIONS, LIFT, UPHOLD, OVERTURN}, "no form offers the last three"
    for table in (wording.MEASURE_DONE, wording.SEND_MEASURE):
        assert set(table) == set(MEASURES)
    assert wording.FLAG_REASONS[0].code == "worried"
    assert len({reason.code for reason in wording.FLAG_REASONS}) == 7


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_of_checks_makes_a_headline(family: str) -> None:
    assert "_" not in headline("held", "reply", family)


@pytest.mark.parametrize(
    ("kind", "reason", "expected"),
    [
        ("worried", "crisis", "Worried about a person"),
        ("held", "contact_details", "Held reply: private details"),
        ("held", "old_check", "Held reply: old check"),
        ("report", "unkind", "Report: unkind to a member"),
        ("report", "from_an_import", "Report: from an import"),
        ("staff", "staff", "Opened by a moderator: reply"),
        ("profile", "profile_unkind", "Name or profile: unkind"),
        ("staff", "changed", "Changed after it was sent back: reply"),
    ],
)
def test_headlines(kind: str, reason: str, expected: str) -> None:
    assert headline(kind, "reply", reason) == expected


def test_every_reason_begins_with_a_guideline_that_is_there() -> None:
    numbers = {0} | {clause["number"] for clause in tomllib.loads(FIRST_TEXT.read_text("utf-8"))["clause"]}
    assert {reason.code: reason.clause for reason in wording.REASONS.values() if reason.clause not in numbers} == {}


def test_an_appeal_says_what_it_is_against() -> None:
    for code, words in (("remove", " removed"), ("warning", ", a warning"), ("appeal", "")):
        assert headline("appeal", "reply", code) == f"Appeal: reply{words}"


@pytest.mark.parametrize(
    ("kind", "is_seen", "has_words", "words"),
    [
        ("appeal", False, True, "The appeal was taken back"),
        ("appeal", False, False, "The appeal was taken back"),
        ("grave", True, True, "It is not done"),
        ("grave", False, True, "It is asked no longer"),
        ("held", False, True, "Taken back by its author"),
        ("report", False, False, "Erased for good, or gone with its author"),
        ("unanswered", True, True, "Settled, or closed as seen"),
    ],
)
def test_what_ended_without_a_decision_says_how(kind: str, is_seen: bool, has_words: bool, words: str) -> None:
    assert wording.ended(kind, is_seen=is_seen, has_words=has_words) == words


def test_below_is_named_only_where_something_stands_below() -> None:
    assert wording.action_hints(["keep"], "Ruth") == {"keep": "Ruth hears nothing"}
    assert "answer them in the talk" in wording.action_hints(["keep"], "Ruth", worried=True)["keep"], "nobody in danger is left alone"
    assert "choose something below" in wording.action_hints(["keep"], "Ruth", may_measure=True)["keep"]
