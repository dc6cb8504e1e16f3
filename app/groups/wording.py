"""Kind sentences for this package."""

from __future__ import annotations

from app.accounts.actor import ADMIN, MENTOR, MODERATOR
from app.core.policy import Forbidden, Invalid
from app.core.wording import listed
from app.groups.audience import MEMBERS_ONLY, PRIVATE, PUBLIC

ACCESS_LABELS = {PUBLIC: "Public", MEMBERS_ONLY: "Members only", PRIVATE: "Private"}
ACCESS_HINTS = {
    PUBLIC: "Anyone can read, also without an account.",
    MEMBERS_ONLY: "Everybody who has joined the community can read. Visitors see the name and what it is for.",
    PRIVATE: "Only those who belong can read. Other members see the name and can ask to join; visitors see nothing of it.",
}

ROLE_WORDS = {MENTOR: "mentor", MODERATOR: "moderator", ADMIN: "administrator"}

ASKED_TITLE = "{name} asks to join {group}"
ASKING_ANSWERED = "This has been answered."
ACCEPTED_TITLE = "You belong to {group} now"
ACCEPTED_WORDS = "The moderators have let you in. You can read and write there."
DECLINED_TITLE = "{group}: not now"
DECLINED_WORDS = "The moderators cannot let you in at present. The other groups are open to you as before."

TAKEN_OUT_TITLE = "You are no longer in {group}"

GONE = "{former} has gone up in {group} meanwhile, so nothing was done with what you sent."

SENTENCES: dict[str, str] = {
    "name_missing": "Give the group a name, so that people can find it.",
    "name_taken": "There is a group with this name in the same place already. Please choose another name.",
    "slug_taken": "Another group has this address, or had it once. Please choose another.",
    "unknown_access": "Choose who can read here: anyone, members only, or private.",
    "wider_than_parent": "{parent} is {access}, so a room in it cannot be open to more people. Choose {access} or narrower.",
    "parent_archived": "{parent} is closed. Open it first.",
    "into_itself": "A group cannot stand inside itself. Choose another place.",
    "below_itself": "{parent} is inside this group, so the group cannot move there. Choose another place.",
    "narrows_rooms": "This would also make {rooms} readable for fewer people. Tick the box below if that is what you want.",
    "narrows_on_move": (
        "{parent} is {access}, so moving there makes {rooms} readable for fewer people. Tick the box below if that is what you want."
    ),
    "words_long": "That is a long message. Please keep it under {most} letters.",
    "why_missing": "Please say why. They read it.",
    "leave_instead": "You leave a group on its own page.",
    "role_first": "They hold a role here, so they would read on. End the role first.",
    "open_to_join": "Anybody may join this group, so nobody is taken out of it. Whoever may not write here is limited at the review desk.",
    "suspended": "This member is suspended, so they cannot be let in now. You can decline, or leave it until later.",
    "no_such_place": "Choose a place from the list.",
    "no_such_member": "There is no member with this username. It stands on their profile, after the @.",
    "unknown_role": "Choose a role from the list.",
    "past_date": "That day has passed. Please give a later one.",
    "group_archived": "This group is closed for anything new. You can still read everything.",
    "not_moderator": "Only somebody who moderates here can do that.",
    "admins_only": "Only an administrator can do that.",
    "not_admin": "Only an administrator can do that.",
    "moderators_only": "Only somebody who moderates here can do that.",
    "suspended_here": "You are suspended here at the moment. Your notices say why, and until when.",
    "read_only": "You can read here, but not write at the moment. Your notices say why, and until when.",
    "ask_first": "This group is private. You can ask to join.",
    "just_join": "You do not need to ask here.",
    "already_in": "You belong to this group already.",
    "asked_lately": "The moderators answered you a short while ago. You can ask again later.",
    "sign_in": "Please sign in first.",
}


def sentence(error: Invalid | Forbidden) -> str:
    """What a person reads for `error`."""
    words = SENTENCES.get(error.reason, "This cannot be done as it is. Please change it.")
    facts = error.facts if isinstance(error, Invalid) else {}
    return words.format(**{name: _plain(name, value) for name, value in facts.items()})


def _plain(name: str, value: object) -> str:
    if name == "access":
        return ACCESS_LABELS.get(str(value), str(value)).lower()
    if isinstance(value, list):
        names = [str(one) for one in value]
        return listed(names) if len(names) < 6 else listed([*names[:4], f"{len(names) - 4} more rooms"])
    return str(value)
