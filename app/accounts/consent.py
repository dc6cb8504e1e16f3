"""What somebody who joins agrees to, and the settings of joining."""

from __future__ import annotations

from app.core.settings import Setting, declare

PRIVACY_VERSION = "2026-11"
"""The version of the privacy page that consent is given to. A change of what is kept needs a new one."""

MINIMUM_AGE = declare(
    Setting(
        "accounts.minimum_age",
        16,
        "Youngest age to join",
        "In years. Ask your lawyer before you go below 16; some countries allow less.",
        valid=lambda years: 13 <= years <= 30,
    )
)
