"""Sentences about notices that belong to no other package."""

from __future__ import annotations

SUSPENDED_TITLE = "Your account is suspended"
SUSPENDED_WORDS = "The reason given: {reason}"
LIFTED_TITLE = "Your account is open again"
LIFTED_WORDS = "You can read and write as before. Welcome back."
DATA_TITLE = "Your data is ready"
DATA_WORDS = "You can download it for a week."
PRIVACY_TITLE = "We have written down anew what we keep about you"
PRIVACY_WORDS = "Please read it when you have time, and tell us whether you agree. Nothing is switched off meanwhile."
