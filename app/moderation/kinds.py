"""The words for causes and for kinds of item. Pure."""

from __future__ import annotations

FLAG = "flag"
CHECK = "check"
CRISIS = "crisis"
STAFF = "staff"
UNANSWERED = "unanswered"
BREAKER = "breaker"
EXPIRED = "expired"
CAUSES = (FLAG, CHECK, CRISIS, STAFF, UNANSWERED, BREAKER, EXPIRED)
"""Why something is in the queue."""

WORRIED = "worried"
HELD = "held"
REPORT = "report"
KINDS = (WORRIED, HELD, REPORT, STAFF, BREAKER, UNANSWERED, EXPIRED)
"""What an item goes by, the gravest first: an item with several causes goes by the first of these.

The last three are about nobody's words: see `NO_FAULT`.
"""

NO_FAULT = frozenset({UNANSWERED, BREAKER, EXPIRED})
"""Nothing is ruled on these. They end by themselves, in a way their package offers, or are closed as seen; never by a decision.

Somebody waits for an answer; a check touches far more than usual; an entry of the help directory is past its date.
"""

NO_WORDS = frozenset({BREAKER, EXPIRED})
"""Items that hold a sentence of Dayroom's own instead of somebody's words."""

USUAL, HIGH, URGENT = 1, 2, 3
"""Risk."""
