"""The effects of the checks as the community has set them."""

from __future__ import annotations

from app.core.settings import Setting, declare
from app.guidelines.effects import DEFAULT_EFFECTS, Effect, EffectRow, EffectTable

CONTACT_DETAILS = declare(
    Setting(
        "guidelines.contact_details",
        "usual",
        "Private details in a post",
        "What happens when a check finds a telephone number, an address or the like. The author always sees it first.",
        choices=(
            ("usual", "Numbers and mail addresses wait for a moderator; other details only get a word of advice"),
            ("note", "Mention it after posting"),
            ("nudge", "Ask the author first; they may post it all the same"),
            ("hold", "A moderator reads it first"),
            ("block", "It cannot be posted until it is changed"),
        ),
    )
)
CRISIS_MEDIUM = declare(
    Setting(
        "guidelines.crisis_medium",
        "hold",
        "Words that may mean danger to life",
        "Words that clearly do are always read first by a moderator. The author sees the help lines in every case.",
        choices=(("note", "Show help lines only"), ("hold", "Show help lines, and a moderator reads it first")),
    )
)


def effects_in_force() -> EffectTable:
    """The default effects with the community's own over them."""
    rows = [EffectRow("crisis", Effect.parse(CRISIS_MEDIUM.get()), level="medium")]
    chosen, table = CONTACT_DETAILS.get(), DEFAULT_EFFECTS
    if chosen != "usual":
        table = EffectTable(tuple(row for row in table.rows if row.family != "contact_details"))
        rows.append(EffectRow("contact_details", Effect.parse(chosen)))
    return table.changed(rows)
