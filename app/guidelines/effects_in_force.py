"""The effects of the checks as the community has set them."""

from __future__ import annotations

from app.core.settings import Setting, declare
from app.guidelines.effects import DEFAULT_EFFECTS, Effect, EffectRow, EffectTable

CONTACT_DETAILS = declare(
    Setting(
        "guidelines.contact_details",
        "nudge",
        "Private details in a post",
        "What happens when a check finds a telephone number, an address or the like.",
        choices=(
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
    return DEFAULT_EFFECTS.changed(
        (
            EffectRow("contact_details", Effect.parse(CONTACT_DETAILS.get())),
            EffectRow("crisis", Effect.parse(CRISIS_MEDIUM.get()), level="medium"),
        )
    )
