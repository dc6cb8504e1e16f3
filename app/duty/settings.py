"""What an admin can set about the duty."""

from __future__ import annotations

from app.core.settings import Setting, declare

MINUTES = declare(
    Setting(
        "duty.minutes",
        10,
        "Crisis duty: minutes until a call goes on",
        "So long whoever is called has to say that they look; then the next ones are called.",
        valid=lambda value: 0 < value <= 240,
    )
)
IS_KEPT = declare(
    Setting(
        "duty.is_kept",
        False,
        "Crisis duty: a rota is kept",
        "Switched on with the first shift. While it is on, whoever writes is told when nobody is on duty.",
    )
)
PRIVATE_ADDRESSES = declare(
    Setting(
        "duty.private_addresses",
        False,
        "Crisis duty: webhooks may call machines of your own network",
        "Also by plain http. Leave it off unless the machine that receives the calls stands beside this one.",
    )
)
