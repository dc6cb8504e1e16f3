"""The words for causes and for kinds of item. Pure."""

from __future__ import annotations

FLAG = "flag"
CHECK = "check"
CRISIS = "crisis"
STAFF = "staff"
CAUSES = (FLAG, CHECK, CRISIS, STAFF)
"""Why something is in the queue."""

WORRIED = "worried"
HELD = "held"
REPORT = "report"
KINDS = (WORRIED, HELD, REPORT, STAFF)
"""What an item goes by, the gravest first: an item with several causes goes by the first of these."""

USUAL, HIGH, URGENT = 1, 2, 3
"""Risk."""
