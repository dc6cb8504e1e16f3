"""The words for causes and for kinds of item. Pure."""

from __future__ import annotations

FLAG = "flag"
CHECK = "check"
CRISIS = "crisis"
STAFF = "staff"
UNANSWERED = "unanswered"
CAUSES = (FLAG, CHECK, CRISIS, STAFF, UNANSWERED)
"""Why something is in the queue."""

WORRIED = "worried"
HELD = "held"
REPORT = "report"
KINDS = (WORRIED, HELD, REPORT, STAFF, UNANSWERED)
"""What an item goes by, the gravest first: an item with several causes goes by the first of these.

`UNANSWERED` is about nobody's words: somebody waits for an answer. It ends by itself or is closed as seen, never by a decision.
"""

USUAL, HIGH, URGENT = 1, 2, 3
"""Risk."""
