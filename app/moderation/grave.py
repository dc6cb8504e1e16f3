"""Acts that nobody does alone: their codes, words and rules. One person asks with a guideline and a reason, another one does it."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.policy import Verdict, allow_if, deny, permission
from app.core.settings import Setting, declare
from app.moderation.models import GraveAct

EXCLUDE = "exclude"
ERASE = "erase"
LET_GO = "let_go"
ACTS = (EXCLUDE, ERASE, LET_GO)
"""A lasting exclusion of a member; erasing content for good; letting a member leave with all their words, who asked for it by letter."""

ABOUT_MEMBER = frozenset({EXCLUDE, LET_GO})

WHAT = {
    EXCLUDE: "a lasting exclusion",
    ERASE: "erasing something for good",
    LET_GO: "letting a member leave, with all their words",
}
DO = {
    EXCLUDE: "Exclude for good",
    ERASE: "Erase for good",
    LET_GO: "Let them leave, with all their words",
}
DONE_WORDS = {
    EXCLUDE: "They are excluded, and have been told.",
    ERASE: "It is erased.",
    LET_GO: "They leave now, and their words with them.",
}
EFFECTS = {
    EXCLUDE: "They can never take part again, unless somebody lifts it. They can read the decision, appeal, take their data and leave.",
    ERASE: "The words, every former text of them, what others quoted of them and the copies at this desk are gone. Nobody can bring them "
    "back, and an appeal cannot either.",
    LET_GO: "Their account goes, and all they wrote. It cannot be undone.",
}
MEANWHILE = {
    EXCLUDE: "A suspension keeps them out at once: one person decides it, and it has an end.",
    ERASE: "Removing it keeps the words from everybody at once: one person decides it, and it can be put back.",
    LET_GO: "They can also leave by themselves, under “Your account”.",
}
"""What somebody can do who has nobody beside them."""

DAYS = declare(
    Setting(
        "moderation.grave_days",
        7,
        "Acts that take two people: days until a request runs out",
        valid=lambda value: 0 < value <= 90,
    )
)


@permission("grave.ask")
def ask(actor: Actor, act: GraveAct) -> Verdict:
    """Whoever moderates the place asks, for nothing about themselves; letting a member go is for admins."""
    if actor.member_id is None:
        return deny("members_only")
    if act.member_id == actor.member_id:
        return deny("not_yourself")
    if act.kind == LET_GO:
        return allow_if(actor.is_admin, "admins_only")
    return allow_if(actor.moderates(act.scope_path), "not_your_group")


@permission("grave.second")
def second(actor: Actor, act: GraveAct) -> Verdict:
    """Whoever may ask for it, but did not."""
    if actor.member_id is not None and actor.member_id == act.asked_by:
        return deny("first_person")
    return ask(actor, act)
