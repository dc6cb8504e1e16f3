"""Everything that writes: items come and go, members flag, moderators claim and decide."""

from app.moderation.commands.claims import claim, close_as_seen, let_go
from app.moderation.commands.decide import decide, decide_about_member
from app.moderation.commands.flags import flag, open_review
from app.moderation.commands.items import (
    hold_still,
    open_item,
    put_ahead,
    renew_item,
    rescope_items,
    withdraw_item,
)
from app.moderation.commands.rewording import reword
from app.moderation.commands.sanctions import LayInput, lay, lift
from app.moderation.commands.statements import note_export
from app.moderation.commands.texts import TextInput, keep_text, take_text_away

__all__ = [
    "TextInput",
    "keep_text",
    "note_export",
    "take_text_away",
    "LayInput",
    "claim",
    "close_as_seen",
    "decide",
    "decide_about_member",
    "flag",
    "hold_still",
    "lay",
    "let_go",
    "lift",
    "open_item",
    "open_review",
    "put_ahead",
    "renew_item",
    "rescope_items",
    "reword",
    "withdraw_item",
]
