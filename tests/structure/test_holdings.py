"""Nothing that the community holds about somebody is forgotten: each column that names a member is taken along, or said why not."""

from __future__ import annotations

import re
from collections import Counter

from flask import Flask
from sqlalchemy import Column, Table

from app.accounts.holdings import ENDINGS, NOT_TAKEN, PARTS
from app.core.db import Base

NAMES_A_MEMBER = re.compile(r"((^|_)(member|author|actor|newcomer|mentor|people|user|about)_ids?|_by|(^|_)by_id)$")
NOT_A_MEMBER = {
    "decisions.found_by": "how a decision came about, a code",
    "sanctions.replaced_by_id": "the limit that took its place",
}
"""Columns that only look as if they named somebody."""

KEEPS_NUMBERS = ("audit_entries.",)
"""The record keeps numbers without foreign keys: when somebody has left, they lead to nobody."""


def _names_a_member(column: Column[object]) -> bool:
    to_member = any(
        key.target_fullname in ("members.id", "cards.member_id", "newcomers.member_id") for key in column.foreign_keys
    )
    return to_member or NAMES_A_MEMBER.search(column.name) is not None


def _unclaimed(tables: list[Table]) -> set[str]:
    named = {str(column) for table in tables for column in table.columns if _names_a_member(column)}
    claimed = {column for part in PARTS.values() for column in part.columns}
    return named - claimed - set(NOT_TAKEN) - set(NOT_A_MEMBER)


def _tables() -> list[Table]:
    return sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def test_every_column_that_names_a_member_is_in_their_own_data_or_says_why_not(app: Flask) -> None:
    assert _unclaimed(_tables()) == set()


def test_a_table_that_nobody_claims_is_named(app: Flask) -> None:
    stray = Table("stray_notes", type(Base.metadata)(), Column("id"), Column("author_id"), Column("words"))
    assert _unclaimed([stray]) == {"stray_notes.author_id"}


def test_every_column_is_claimed_once_and_exists(app: Flask) -> None:
    claimed = [column for part in PARTS.values() for column in part.columns] + list(NOT_TAKEN)
    assert [column for column, number in Counter(claimed).items() if number > 1] == []
    known = {str(column) for table in _tables() for column in table.columns}
    assert set(claimed) - known == set()


def test_what_names_a_member_goes_with_their_row(app: Flask) -> None:
    """A number without a foreign key would stay behind, and point to nobody or, some day, to somebody else."""
    loose = [
        str(column)
        for table in _tables()
        for column in table.columns
        if _names_a_member(column) and not column.foreign_keys and str(column) not in NOT_A_MEMBER
    ]
    # Lists of people are taken apart where they are kept: app/discussions/commands/departing.py.
    assert [one for one in loose if not one.startswith(KEEPS_NUMBERS) and one != "discussions.people_ids"] == []


def test_endings_name_their_package(app: Flask) -> None:
    assert [name for name in ENDINGS if not re.fullmatch(r"[a-z]+\.[a-z-]+", name)] == []
