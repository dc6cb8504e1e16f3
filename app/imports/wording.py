"""What the command line says of an import: reasons, remarks and figures, in plain words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.wording import grouped, listed, many
from app.imports.report import Weight

if TYPE_CHECKING:
    from app.imports.report import Report

REASONS = {
    # A record that could not be read.
    "cut_off": "the line is cut off before its end",
    "bad_json": "this is not JSON",
    "not_utf8": "the line is not UTF-8 text",
    "not_an_object": "a line holds one JSON object; this is {found}",
    "line_too_long": "the line is longer than 1 MB",
    "missing": "“{field}” is missing",
    "empty": "“{field}” is empty",
    "wrong_type": "“{field}” must be {wanted}, and is {found}",
    "broken_letters": "“{field}” has broken letters (half a surrogate pair)",
    "too_long": "“{field}” has {letters} letters; at most {longest} are read",
    "too_large": "“{field}” is larger than {most}",
    "too_many": "“{field}” has more than {most} entries",
    "bad_time": "“{field}” is no time that can be used: “{value}”",
    "bad_place": "“{field}” counts from 1",
    "unknown_choice": "“{field}” is “{value}”; it can be {choices}",
    "seen_before": "the id “{value}” was used before, in line {line}",
    "unknown_id": "“{field}” is “{value}”, and no such record could be read from {file}",
    "in_a_circle": "its parents lead round in a circle",
    "parent_not_here": "the group it belongs in (“{value}”) is closed here, or gone",
    "no_opening": "no opening post (position 1) could be read for it",
    "opening_unreadable": "its opening post could not be read",
    "group_not_here": "its group “{value}” is not here",
    "second_opening": "its discussion has an opening post already, in line {first}",
    "answers_elsewhere": "it answers “{value}” (line {line}), which is in another discussion",
    "told_before": "the same member told of the same post before, in line {line}",
    "too_long_text": "the text is larger than 32 KB",
    "too_long_table": "a table in the text has too many rows or columns",
    "too_long_html": "the text becomes too large when it is laid out",
    "too_few": "the manifest speaks of {declared} records and the file holds {found}",
    # A record that is here without a part of it.
    "answers_nothing": "it answers “{value}”, which could not be read; it is here as a reply to the discussion",
    "answers_later": "it answers “{value}”, which comes after it; it is here as a reply to the discussion",
    "no_such_group": "there is no group “{value}”; that belonging or role is left out",
    "no_such_role": "there is no role “{value}”; it is left out",
    # A record that people here have changed.
    "changed_here": "the export has changed, and people here have changed it too; it stays as it is here",
    "gone_here": "it is not here any more; it was not brought back",
    "not_possible_here": "the export has changed in a way that the groups here do not allow; it stays as it is here",
    "told_here": "the same member has told of this post here",
    # Good to know.
    "unknown_key": "the key “{key}” is not part of the format; it is ignored in every line",
    "more_than_declared": "the manifest speaks of {declared} records and the file holds {found}",
    "narrowed": "a group is never wider than the one it is in; it is “{access}” here",
    "name_taken": "the name “{wanted}” is taken, or looks like one that is; here it is “{name}”",
    "name_changed": "the name “{wanted}” cannot stand here; it is “{name}”",
    "handle_changed": "the username “{wanted}” is taken or cannot stand here; it is “{name}”",
    "address_taken": "the address “{wanted}” is taken; here it is “{slug}”",
    "about_cut": "“about” is cut to {longest} letters",
    "tags_cut": "a discussion has at most {most} tags; the first are kept",
}

FOLDER = {
    "no_folder": "There is no folder {folder}.",
    "no_manifest": "{folder} is not an export: it has no manifest.json. docs/importing.md describes the format.",
    "closed_file": "{file} cannot be read. Give your user the right to read it.",
    "bad_manifest": "manifest.json is not a JSON object, so nothing was read.",
    "no_format": "manifest.json does not say which format this is: it needs “format” and “version”.",
    "unknown_version": (
        "This is “{format}” version {version}. Dayroom reads “patient-forum-export” version 1 and “dayroom-community” version 2."
    ),
    "missing_files": "The export is not whole: {files} is missing. Nothing was read.",
}

LABELS = {
    "groups": "Groups",
    "members": "Members",
    "discussions": "Discussions",
    "posts": "Posts",
    "flags": "Reports",
}

FAMILIES = {
    "contact_details": "contact details",
    "crisis": "signs that somebody may be in danger",
    "attack": "words against somebody",
    "promotion": "selling",
    "treatment_advice": "advice on treatment",
    "links": "links",
    "rules": "house rules",
}
"""What the checks found, in words."""


HEADINGS = (
    (Weight.SKIPPED, "Could not be read, and is not here:"),
    (Weight.MENDED, "Is here, but without a part that could not be read:"),
    (Weight.KEPT, "Stays as people here have made it:"),
    (Weight.NOTE, "Good to know:"),
)
MOST_NAMES = 12
"""Names that one line says."""

COLUMNS = ("read", "new", "same", "changed", "kept", "skipped")


def table(report: Report) -> list[str]:
    """Figures by kind, in columns."""
    lines = [f"{'':<12}" + "".join(f"{name:>9}" for name in COLUMNS)]
    for name, tally in report.tallies.items():
        figures = (tally.read, tally.new, tally.same, tally.updated, tally.kept, tally.skipped)
        lines.append(f"{LABELS[name]:<12}" + "".join(f"{grouped(figure):>9}" for figure in figures))
    return lines


def closing(report: Report, dry: bool) -> list[str]:
    """Who was given a role, what the checks found, who waits, and whether anything is new."""
    lines = [""]
    for kind in sorted(report.roles):
        names = report.roles[kind]
        more = [many(len(names) - MOST_NAMES, "other", "others")] if len(names) > MOST_NAMES else []
        given = "would become" if dry else "became"
        lines.append(f"{kind.capitalize()} {given}: {listed([*names[:MOST_NAMES], *more])}.")
    if report.findings:
        found = [
            f"{family(name)} in {many(number, 'post', 'posts')}" for name, number in sorted(report.findings.items())
        ]
        lines.append(f"The checks found {listed(found)}.")
    if report.waiting:
        who = many(report.waiting, "post", "posts")
        lines.append(f"{who} would wait for a moderator." if dry else f"{who} now wait for a moderator at the desk.")
    if report.would_hold:
        who = many(report.would_hold, "post", "posts")
        lines.append(f"With --hold, {who} with such words would wait for a moderator first.")
    if not report.changes:
        lines.append("Nothing new.")
    elif not dry:
        lines.append("Done. Nobody was told.")
    return lines


def reason(code: str, facts: dict[str, Any]) -> str:
    """Why, as half a sentence."""
    return REASONS[code].format(**{name: _plain(value) for name, value in facts.items()})


def trouble(code: str, facts: dict[str, Any]) -> str:
    """Why the folder as a whole cannot be imported, as sentences."""
    return FOLDER[code].format(**{name: _plain(value) for name, value in facts.items()})


def family(name: str) -> str:
    """A family of checks in words."""
    return FAMILIES.get(name, name.replace("_", " "))


def _plain(value: Any) -> str:
    """One line without control signs: what an export says goes to a terminal."""
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return "".join(char if char.isprintable() else "?" for char in text)[:120]
