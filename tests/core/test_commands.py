"""Commands: one transaction, one commit, everything or nothing."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.command import command
from app.core.db import db
from app.core.settings import StoredSetting


@command
def _keep(name: str) -> None:
    db.session.add(StoredSetting(name=name, value=1))


@command
def _keep_both_then_fail() -> None:
    _keep("inner")
    raise LookupError("the outer command failed")


def _names() -> list[str]:
    return list(db.session.scalars(select(StoredSetting.name)))


def test_a_command_commits(app: Flask) -> None:
    _keep("one")
    db.session.rollback()
    assert _names() == ["one"]


def test_a_nested_command_is_undone_with_the_outer_one(app: Flask) -> None:
    with pytest.raises(LookupError):
        _keep_both_then_fail()
    assert _names() == []
