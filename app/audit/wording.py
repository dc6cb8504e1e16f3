"""What a fault of the record is called, for the person at the command line and at the desk."""

from __future__ import annotations

from app.audit.faults import (
    AFTER_END,
    BEHIND,
    CHANGED,
    CUT,
    DIFFERS,
    HEAD,
    KEY,
    MOVED,
    PUT_IN,
    REBUILT,
    REMOVED,
    UNLINKED,
    Fault,
)
from app.core.wording import day, grouped

_SENTENCES = {
    CHANGED: "Entry {number}{says} was changed after it was written.",
    REMOVED: "{entries_are} missing: removed after {they_were} written.",
    PUT_IN: "Entry {number}{says} was put in: it is not part of the chain.",
    MOVED: "The order was changed: what stands as entry {number}{says} was written as entry {belongs}.",
    UNLINKED: "Entry {number}{says} has no link: it was put in, or its link was taken away.",
    REBUILT: "From entry {number}{says} on nothing holds: the chain was built anew, without our key or from another point.",
    DIFFERS: "Entry {number}{says} is not the one that was noted{noted} outside the database: the chain was built anew.",
    CUT: "The end was cut off: {entries_are} missing.",
    BEHIND: (
        "The database is older than the last head that was noted{noted}: {entries_are} missing. If you restored a backup, say so "
        "with ./dayroom audit accept --reason restored. If nobody did, somebody has cut off the end."
    ),
    AFTER_END: "Entry {number}{says} stands after the end of the chain: it was put in, or the end was set back.",
    HEAD: "The end of the chain is not where the database says it is: its note of the last entry was changed or removed.",
    KEY: (
        "The chain was made with another key than {key}. Put the former key back. If it is lost, nothing written so far can be "
        "proved any more: say so with ./dayroom audit accept --reason key-lost, and the chain goes on with the new key."
    ),
}


def fault_words(fault: Fault, key: str = "this one") -> str:
    """One or two sentences. `key`: where the key was read from."""
    one = fault.through <= fault.number
    span = (
        f"Entry {grouped(fault.number)} is"
        if one
        else f"Entries {grouped(fault.number)} to {grouped(fault.through)} are"
    )
    sentence = _SENTENCES[fault.kind]
    if not sentence.startswith("{"):
        span = span[0].lower() + span[1:]
    return sentence.format(
        number=grouped(fault.number),
        says=f" ({fault.fact}, {day(fault.at)})" if fault.fact and fault.at else "",
        entries_are=span,
        they_were="it was" if one else "they were",
        belongs=grouped(fault.belongs),
        noted=f" on {day(fault.noted_at)}" if fault.noted_at else "",
        key=key,
    )
