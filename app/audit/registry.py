"""Where packages say what their audited facts are called on pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from app.audit import keys


@dataclass(frozen=True)
class FactWords:
    """`label` is what the fact is called in lists ('A role was given'). `mine` is what the member reads whom it is about, `own` what
    the member reads who did it; empty: it is not in their view. Field names in braces are filled: 'You were given a role: {kind}.'
    """

    label: str
    mine: str = ""
    own: str = ""


_words: dict[str, FactWords] = {}


def call_facts(words: dict[str, FactWords]) -> None:
    """Say what audited facts are called, by the name of their class. Raises ValueError for one that has words already."""
    for name, said in words.items():
        if name in _words:
            raise ValueError(f"a fact has one set of words: {name!r}")
        _words[name] = said


def fact_words() -> dict[str, FactWords]:
    """All of them, by the name of the fact's class."""
    return dict(_words)


def untold() -> list[str]:
    """The facts that are not told to the member whom they are about, by the name of their class: they may not be theirs to know yet."""
    return sorted(name for name, said in _words.items() if not said.mine)


def init_app(app: Flask) -> None:
    """Raises ValueError when AUDIT_KEY cannot be used."""
    keys.init_app(app)


call_facts(
    {
        "AuditBroken": FactWords("The record did not hold"),
        "AuditAccepted": FactWords("A fault of the record was accepted"),
    }
)
