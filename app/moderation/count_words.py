"""What the public counts are called. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.wording import MONTHS, duration
from app.moderation.counting import TIME, TOTAL, Quarter

HIDDEN = "hidden"
"""In the file, where the page shows a dash."""


@dataclass(frozen=True)
class Section:
    """One table of the page: `first` heads its first column, `about` is a sentence under its title."""

    title: str
    first: str
    about: str
    categories: Mapping[str, str]


SECTIONS: dict[str, Section] = {
    TOTAL: Section("Decisions", "What", "", {"decisions": "Decisions by moderators"}),
    "action": Section(
        "What was done with the words",
        "Action",
        "",
        {
            "publish": "Published as they were",
            "redact": "Published without some words",
            "send_back": "Sent back to be changed",
            "keep": "Left as they were",
            "hide": "Hidden, with their place kept",
            "remove": "Removed",
            "restore": "Put back",
            "lock": "Discussion closed",
            "unlock": "Discussion opened again",
            "ask_change": "A change of a profile asked for",
            "reset_name": "A neutral name given",
            "clear_about": "The line on a profile taken out",
            "lift": "A limit ended early",
        },
    ),
    "measure": Section(
        "What was decided about the person",
        "Measure",
        "",
        {
            "none": "Nothing",
            "note": "A kind note",
            "warning": "A warning",
            "slow": "Fewer posts a day",
            "read_only": "Reading only",
            "suspended": "Suspended",
        },
    ),
    "clause": Section("Which guideline it was about", "Guideline", "", {}),
    "found": Section(
        "How it was found",
        "Found by",
        "",
        {
            "flag": "A member’s report",
            "check": "A check",
            "crisis": "A check for danger to life",
            "notice": "A notice from outside",
            "staff": "A moderator",
            "appeal": "An appeal",
        },
    ),
    "held": Section(
        "What checks kept back, until a person decided",
        "What became of it",
        "The first line counts false alarms.",
        {"as_it_was": "Published as it was", "otherwise": "Something else was decided"},
    ),
    "disputed": Section(
        "Where the author said that the check was wrong",
        "Who was right",
        "",
        {"author": "The author: published as it was", "check": "The check: something else was decided"},
    ),
    TIME: Section(
        "How long it took",
        "From arrival to decision",
        "",
        {"median": "Half were decided within", "p90": "Nine of ten were decided within"},
    ),
}


def call_section(code: str, section: Section) -> None:
    """Say what a table that was registered with `counting.register_counts` is called; it stands before the times."""
    last = SECTIONS.pop(TIME)
    SECTIONS[code] = section
    SECTIONS[TIME] = last


def category_words(section: str, category: str, clauses: Mapping[str, str]) -> str:
    """What a category is called; the code of one that nobody named."""
    if section == "clause":
        return f"{category}. {clauses[category]}" if category in clauses else f"Guideline {category}"
    known = SECTIONS[section].categories if section in SECTIONS else {}
    return known.get(category, category.replace("_", " ").capitalize())


def value_words(section: str, value: int | None) -> str:
    """As it stands on the page: a number, a time, or a dash."""
    if value is None:
        return "–"
    return duration(60 * value) if section == TIME else f"{value:,}"


def quarter_words(quarter: Quarter) -> str:
    """'July to September 2026'"""
    month = quarter.begins_on.month
    return f"{MONTHS[month - 1]} to {MONTHS[month + 1]} {quarter.begins_on.year}"
