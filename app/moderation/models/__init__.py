"""The tables of the desk: what waits and why, and what was decided."""

from app.moderation.models.appeals import Appeal, AppealQuestion
from app.moderation.models.canned import CannedText
from app.moderation.models.care import CareChoice, HardLook
from app.moderation.models.counts import PublishedCount
from app.moderation.models.decisions import Decision, StatementKey
from app.moderation.models.desk import HandOver, PassedOn, Question, SavedView
from app.moderation.models.grave import GraveAct
from app.moderation.models.items import DECIDED, IS_FLAG, IS_LATE, IS_OPEN, OPEN, SEEN, WITHDRAWN, Cause, ReviewItem
from app.moderation.models.notes import StaffNote
from app.moderation.models.sanctions import Sanction

__all__ = [
    "DECIDED",
    "IS_FLAG",
    "IS_LATE",
    "IS_OPEN",
    "OPEN",
    "SEEN",
    "WITHDRAWN",
    "Appeal",
    "AppealQuestion",
    "CannedText",
    "CareChoice",
    "Cause",
    "Decision",
    "GraveAct",
    "HandOver",
    "HardLook",
    "PassedOn",
    "PublishedCount",
    "Question",
    "ReviewItem",
    "Sanction",
    "SavedView",
    "StaffNote",
    "StatementKey",
]
