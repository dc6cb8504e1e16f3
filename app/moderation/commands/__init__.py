"""Everything that writes: items come and go, members flag, moderators claim and decide."""

from app.moderation.commands.items import (
    hold_still,
    open_item,
    renew_item,
    rescope_items,
    withdraw_item,
)

__all__ = ["hold_still", "open_item", "renew_item", "rescope_items", "withdraw_item"]
