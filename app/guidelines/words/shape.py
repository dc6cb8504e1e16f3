"""What is said about a finding of one kind."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """What a finding is called, why it matters, what to do, and what the two buttons say.


    `fix` is empty where no words can be put in the place of the author's.
    """

    title: str
    why: str
    what_to_do: str
    fix: str = ""
    dispute: str = "The check got this wrong"
