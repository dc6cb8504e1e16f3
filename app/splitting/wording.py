"""Kind sentences for this package."""

from __future__ import annotations

from app.core.policy import Conflict, Forbidden, Invalid
from app.core.wording import many
from app.groups import wording as groups

OFFER_TITLE = "{group} has rooms of its own now"
OFFER_WORDS = "Choose which you would like to keep. Until you choose, you belong to all of them and miss nothing."
OFFER_ANSWERED_WORDS = "You have chosen. You can change it at any time."
OFFER_OVER_WORDS = "This was undone, so there is nothing to choose any more."

SENTENCES: dict[str, str] = {
    "merge_itself": "A group cannot go up in itself. Choose another one.",
    "merge_own_room": "{into} is a room of this group, so the group cannot go up in it. Merge {into} into the group instead.",
    "merge_archived": "{into} is closed. Open it first.",
    "merge_divided": "{into} was divided, so nothing new is put into it. Choose one of its rooms.",
    "merge_narrows": "{into} is {access}, so fewer people can read {group} there. Tick the box below if that is what you want.",
    "merge_opens": "{group} holds {discussions} meant for that group alone, and {into} is open to more people.",
    "plan_running": "One of the two is being split or put together again just now. Wait until that is done.",
    "room_name_taken": "Both have a room called {room}. Rename one of them first.",
    "would_widen": "{group} holds {discussions} meant for that group alone, which {people} of {into} could read then.",
    "not_offered": "One of these cannot be joined at once any more. The list below is as it is now.",
    "offer_over": "This split was undone, so there is nothing to choose any more.",
    "name_missing": "Give the room a name, so that people can find it.",
    "name_taken": "A room or group with this name is in the same place already. Please choose another name.",
    "name_long": "Please keep the name under {most} letters.",
    "purpose_long": "Please keep it under {most} letters.",
    "slug_taken": "Another group has this address, or had it once. Please choose another.",
    "too_many_rooms": "A plan can make {most} rooms at most. Split again later, when these have settled.",
    "too_many_rules": "A room can have {most} rules at most. Take some out.",
    "unknown_kind": "Choose a tag, a word, or a cluster of words.",
    "value_missing": "Write the tag or the words it should go by.",
    "value_long": "Please keep it under {most} letters.",
    "no_word": "There is no word in this that can be looked for. Write a longer one.",
    "few_words": "A cluster needs two words at least. For a single one, choose a word.",
    "rule_taken": "{room} goes by this already, and a discussion can go to one room only. Take it out there first.",
    "no_such_room": "That room is not in this plan. Choose one from the list.",
    "nothing_ticked": "Tick the discussions first.",
    "too_many_ticked": "Please place {most} at most with one press.",
    "not_in_group": "One of these discussions is not in this group any more. The list below is as it is now.",
    "into_itself": "A group cannot be split into itself. Give the room a name and an address of its own.",
    "no_advice": "The advisor has not looked at this group yet. Ask for advice first, or begin with an empty plan.",
    "no_proposals": "The advisor proposes no room that is ready. Begin with an empty plan, or look again later.",
    "plan_changed": "Somebody else changed this plan while you had it open. What you typed is kept below; look, then save again.",
    "not_a_draft": "This plan has run or was put aside, so it cannot be changed. You can begin a new one.",
    "plan_file": "The plan file cannot be used as it is:\n{problems}",
    "sign_in": "Please sign in first.",
    "no_rooms": "This plan has no room yet. Add one first.",
    "name_beside": "There is a room called {name} beside it already. Give the room of this plan another name, then run it.",
    "already_running": "This plan is running already. Nothing was started twice.",
    "already_run": "This plan has run already. Nothing was done twice.",
    "undo_running": "This split is being undone just now.",
    "still_running": "This split is still running. Wait until it is done, then undo it.",
    "undone_already": "This split is undone already.",
    "not_run": "This plan has not run, so there is nothing to undo.",
    "too_late": "A split can be undone for 30 days, and these are over.",
    "group_busy": "Another split of this group, or of the one it came from, is under way. Wait until that is done.",
    "has_rooms": "{room} has rooms of its own by now, so it cannot be taken back. Undo that split or move its rooms first.",
}

STAYED: dict[str, str] = {
    "moved_since": "somebody moved it elsewhere meanwhile, and there it stays",
    "would_widen": "it was meant for the group alone, and in the room others could read it",
    "room_gone": "its room was gone before it could move",
}
"""Why a discussion is not where the plan put it, by the code of its note."""

PARTS: dict[str, str] = {
    "members": "Members who belong to the new rooms",
    "discussions": "Discussions that stand in their room",
    "offers": "Members who were told",
    "back": "Discussions that are back",
    "rooms": "Rooms looked at",
}
"""Parts of a run and of an undoing."""

KEPT: dict[str, str] = {
    "has_talk": "Stays, because something in it is meant for this room alone and others could read it in the group.",
    "would_gain": "Stays, because some of its members do not belong to the group and could read there what was not meant for them.",
    "has_rooms": "Stays, because it has rooms of its own.",
}
"""Why an undoing leaves a room."""

WHY: dict[str, str] = {
    "hand": "chosen by hand",
    "tag": "by the tag {value}",
    "word": "by the word {value}",
    "cluster": "by its words: {value}",
    "none": "fits no room",
}
"""Why a discussion goes where it goes."""


def sentence(error: Invalid | Forbidden | Conflict) -> str:
    """What a person reads for `error`; reasons of the tree itself are said as groups say them."""
    words = SENTENCES.get(error.reason)
    if words is None and not isinstance(error, Conflict):
        return groups.sentence(error)
    facts = {} if isinstance(error, Forbidden) else {name: _plain(name, value) for name, value in error.facts.items()}
    return (words or "This is not possible just now. Please look at the plan again.").format(**facts)


def _plain(name: str, value: object) -> object:
    """A fact as people say it."""
    if name == "access":
        return groups.ACCESS_LABELS.get(str(value), str(value)).lower()
    if name == "discussions" and isinstance(value, int):
        return many(value, "discussion", "discussions")
    if name == "people" and isinstance(value, int):
        return many(value, "member", "members")
    return "\n".join(f"- {one}" for one in value) if isinstance(value, list) else value
