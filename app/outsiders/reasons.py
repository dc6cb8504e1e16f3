"""Why somebody thinks that something is unlawful: kinds of law in plain words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.moderation.kinds import HIGH, URGENT, USUAL


@dataclass(frozen=True)
class Reason:
    """One answer on the form. `headline` names the item on the desk, `risk` is its risk, `clause` the guideline to begin with."""

    code: str
    label: str
    hint: str
    headline: str
    risk: int
    clause: int


CHILD = "child_abuse"
"""The one reason for which the law asks neither name nor mail address."""

ALL = (
    Reason(CHILD, "Sexual abuse of a child", "Pictures or words of it, or an offer.", "abuse of a child", URGENT, 1),
    Reason("threat", "A threat, or a call to violence", "Against a person or a group.", "a threat", URGENT, 1),
    Reason("hate", "Hatred against a group of people", "For where they come from, say.", "hatred", HIGH, 1),
    Reason(
        "defamation",
        "It insults somebody, or says something untrue about them",
        "About you, or about somebody else.",
        "insult or untruth about a person",
        HIGH,
        1,
    ),
    Reason(
        "personal",
        "It shows private details or pictures of somebody",
        "Without their consent.",
        "private details",
        HIGH,
        6,
    ),
    Reason(
        "trade",
        "It sells or advertises what may not be sold so",
        "A medicine, say, or a cure that is none.",
        "unlawful sale or advert",
        HIGH,
        7,
    ),
    Reason("fraud", "It wants to cheat people", "To get money or details from them.", "fraud", HIGH, 7),
    Reason("copyright", "It is somebody else’s work", "Put here without permission.", "somebody else’s work", USUAL, 7),
    Reason("other_law", "Something else", "Please say in your own words which law.", "another law", USUAL, 1),
)
REASONS = {reason.code: reason for reason in ALL}
