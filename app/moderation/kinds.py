"""The one table of the kinds of item, and the words for causes and risks. A kind of item is added here, in one row.

What a package adds beside its row: an adapter for its subject (`registry.register_subject`), and, when nothing is ruled on it, ways to
end it (`registry.register_ways`) or a panel of its own (`Kind.panel`, `registry.register_panel`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.core.settings import Setting, declare

FLAG = "flag"
CHECK = "check"
CRISIS = "crisis"
STAFF = "staff"
UNANSWERED = "unanswered"
BREAKER = "breaker"
RECORD = "record"
NOTICE = "notice"
FOLLOWUP = "followup"
APPEAL = "appeal"
GRAVE = "grave"
PROFILE = "profile"
EXPIRED = "expired"
"""Why something is in the queue. FLAG, CHECK and CRISIS make items of other names; every other cause names its kind itself."""

WORRIED = "worried"
HELD = "held"
REPORT = "report"

ABOUT_PROFILE = "profile_"
"""How the reasons begin for which members report a name or a profile."""

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

USUAL, HIGH, URGENT = 1, 2, 3
"""Risk."""


@dataclass(frozen=True)
class Kind:
    """One kind of item.

    `tab` is its name in filters; it stands above the inbox always when `is_common`, else only while one waits. `headline` names an item:
    `{what}` is the subject's word, `{reason}` what `wording.headline` makes of the cause's reason. `due` times `unit` is how long it may
    wait: in working hours, or by the clock when it `is_urgent`, which makes its risk the highest, too. It ends by a decision when it
    `is_ruled`, else by itself, in a way its package offers, or closed as seen. Its text is somebody's words when it `has_words`.
    `panel` is the template at the right of an opened item.
    """

    code: str
    tab: str
    headline: str
    due: Setting[int]
    unit: timedelta = HOUR
    is_common: bool = False
    is_urgent: bool = False
    is_ruled: bool = True
    has_words: bool = True
    panel: str = "moderation/_decide.html"

    @property
    def may_wait(self) -> timedelta:
        """From the settings in force."""
        return self.due.get() * self.unit


def due_setting(name: str, default: int, label: str) -> Setting[int]:
    """Declare how long items of a kind may wait: `moderation.<name>`, a whole number of minutes or hours above nothing."""
    return declare(Setting(f"moderation.{name}", default, label, valid=lambda value: value > 0))


DUE_CRISIS = due_setting(
    "due_crisis_minutes", 30, "Crisis signals: minutes by the clock until somebody should have looked"
)
DUE_RECORD = due_setting(
    "due_record_hours", 4, "The record does not hold: hours by the clock until an admin should have looked"
)
DUE_NOTICE = due_setting(
    "due_notice_hours", 16, "Notices from outsiders: working hours until somebody should have looked"
)
DUE_HOLD = due_setting("due_hold_hours", 4, "Held posts: working hours until somebody should have looked")
DUE_FLAG = due_setting("due_flag_hours", 24, "Reports by members: working hours until somebody should have looked")
DUE_APPEAL = due_setting("due_appeal_hours", 40, "Appeals: working hours until somebody else should have decided")
DUE_GRAVE = due_setting(
    "due_grave_hours", 24, "Acts that take two people: working hours until a second person should have looked"
)
DUE_PROFILE = due_setting(
    "due_profile_hours", 24, "Reports of names and profiles: working hours until somebody should have looked"
)
DUE_UNANSWERED = due_setting(
    "due_unanswered_hours", 24, "Discussions that nobody answered: working hours until somebody should have looked"
)
DUE_FOLLOWUP = due_setting(
    "due_followup_hours", 24, "Asking again after a crisis: working hours until somebody should have asked"
)
DUE_BREAKER = due_setting(
    "due_breaker_hours", 24, "Checks that touch far more than usual: working hours until somebody should have looked"
)
DUE_EXPIRED = due_setting(
    "due_expired_hours", 72, "Help lines past their date of check: working hours until somebody should have looked"
)

TABLE = (
    Kind(WORRIED, "Worried", "Worried about a person", DUE_CRISIS, MINUTE, is_common=True, is_urgent=True),
    Kind(
        RECORD,
        "Record",
        "The {what} does not hold",
        DUE_RECORD,
        is_urgent=True,
        is_ruled=False,
        has_words=False,
        panel="moderation/_record.html",
    ),
    Kind(NOTICE, "From outside", "Notice from outside: {reason}", DUE_NOTICE),
    Kind(HELD, "Held", "Held {what}: {reason}", DUE_HOLD, is_common=True),
    Kind(REPORT, "Reports", "Report: {reason}", DUE_FLAG, is_common=True),
    Kind(APPEAL, "Appeals", "Appeal: {what}{reason}", DUE_APPEAL, panel="moderation/_appeal.html"),
    Kind(GRAVE, "Second person", "A second person is asked: {what}", DUE_GRAVE, panel="moderation/_grave.html"),
    Kind(PROFILE, "Profiles", "Name or profile: {reason}", DUE_PROFILE),
    Kind(STAFF, "Taken up", "{reason}: {what}", DUE_FLAG),
    Kind(
        FOLLOWUP,
        "Ask again",
        "Ask again how somebody is",
        DUE_FOLLOWUP,
        is_ruled=False,
        has_words=False,
        panel="duty/_follow_up.html",
    ),
    Kind(
        BREAKER,
        "Checks",
        "A {what} touches far more than usual",
        DUE_BREAKER,
        is_ruled=False,
        has_words=False,
        panel="moderation/_breaker.html",
    ),
    Kind(
        UNANSWERED,
        "Unanswered",
        "Nobody has answered this {what}",
        DUE_UNANSWERED,
        is_common=True,
        is_ruled=False,
        panel="moderation/_unanswered.html",
    ),
    Kind(
        EXPIRED,
        "Help lines",
        "A {what} is past its date of check",
        DUE_EXPIRED,
        is_ruled=False,
        has_words=False,
        panel="moderation/_expired.html",
    ),
)
"""The gravest first: an item with several causes goes by the first of these."""

KINDS = tuple(kind.code for kind in TABLE)
"""What an item goes by."""

NO_FAULT = frozenset(kind.code for kind in TABLE if not kind.is_ruled)
"""Nothing is ruled on these: somebody waits for an answer, a check touches far more than usual. Never ended by a decision."""

OWN_RULING = frozenset({APPEAL, GRAVE})
"""Ruled on in a way of their own, by their own commands: somebody else than the first one must do it."""

_BY_CODE = {kind.code: kind for kind in TABLE}
_OF_CAUSES = {CHECK: HELD, FLAG: REPORT, CRISIS: WORRIED}


def kind_named(code: str) -> Kind:
    """The row of a kind; that of `STAFF` for one that is gone from the table, or came with an import."""
    return _BY_CODE.get(code, _BY_CODE[STAFF])


def kind_made_by(cause: str, reason: str) -> str:
    """The code of the kind that a cause alone would make."""
    if cause == FLAG and reason == WORRIED:
        return WORRIED
    if cause == FLAG and reason.startswith(ABOUT_PROFILE):
        return PROFILE
    return _OF_CAUSES.get(cause, cause if cause in _BY_CODE else STAFF)
