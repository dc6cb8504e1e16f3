"""Scopes: a path covers itself and what is below; both faces agree; moving rewrites every column that holds a path."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Text, literal, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.core import scope
from app.core.command import command
from app.core.db import db

PATHS = ("/", "/1/", "/12/", "/12/4/", "/12/40/", "/12/40/7/", "/120/", "/2/12/")
TOPS = ((), ("/",), ("/1/",), ("/12/",), ("/12/40/", "/2/"), ("/12/4/",), ("/%/",), ("/1_/",))


class Scratch(DeclarativeBase):
    """Tables of these tests alone."""


class Badge(Scratch):
    __tablename__ = "scratch_badges"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(Text)


@pytest.fixture
def badges(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    Scratch.metadata.create_all(db.engine)
    monkeypatch.setattr(scope, "_columns", [])
    scope.holds_path(Badge.path)
    yield
    db.session.remove()
    Scratch.metadata.drop_all(db.engine)


def test_a_child_stands_below_its_parent() -> None:
    assert scope.child_path("/12/", 40) == "/12/40/"
    assert scope.child_path(scope.ROOT, 12) == "/12/"


def test_the_ids_and_the_ancestors_of_a_path() -> None:
    assert scope.path_ids("/12/40/") == (12, 40)
    assert scope.path_ids("/") == ()
    assert scope.ancestors("/12/40/") == ("/", "/12/", "/12/40/")
    assert scope.ancestors("/") == ("/",)


@pytest.mark.parametrize(
    "path, top, expected, why",
    [
        ("/12/40/", "/12/", True, "below it"),
        ("/12/", "/12/", True, "itself"),
        ("/120/", "/12/", False, "12 is not 120"),
        ("/12/", "/12/40/", False, "above it"),
        ("/2/12/", "/12/", False, "another branch"),
        ("/9/", "/", True, "everything is below the root"),
    ],
)
def test_a_path_lies_within_what_covers_it(path: str, top: str, expected: bool, why: str) -> None:
    assert scope.is_within(path, top) is expected, why


@pytest.mark.parametrize("tops", TOPS)
def test_one_path_and_many_paths_agree(app: Flask, tops: tuple[str, ...]) -> None:
    for path in PATHS:
        found = db.session.scalar(select(literal(1)).where(scope.within_any(literal(path), tops)))
        assert (found == 1) == any(scope.is_within(path, top) for top in tops), path


def test_moving_rewrites_what_lies_below_and_nothing_else(badges: None) -> None:
    @command
    def move() -> None:
        db.session.add_all(Badge(id=number, path=path) for number, path in enumerate(PATHS, start=1))
        db.session.flush()
        scope.rewrite_paths("/12/", "/1/12/")

    move()
    found = list(db.session.scalars(select(Badge.path).order_by(Badge.id)))
    assert found == ["/", "/1/", "/1/12/", "/1/12/4/", "/1/12/40/", "/1/12/40/7/", "/120/", "/2/12/"]
