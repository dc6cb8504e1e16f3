"""Kind sentences for this package."""

from __future__ import annotations

from app.core.policy import Conflict, Forbidden, Invalid
from app.groups import wording as groups

OFFER_TITLE = "{group} has rooms of its own now"
OFFER_WORDS = "Choose which you would like to keep. Until you choose, you belong to all of them and miss nothing."
OFFER_ANSWERED_WORDS = "You have chosen. You can change it at any time."
OFFER_OVER_WORDS = "This was undone, so there is nothing to choose. Everything stands in the group again."

SENTENCES: dict[str, str] = {
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
    "few_words": "A cluster needs three words at least, because most of them must be there. For one or two, use a word rule.",
    "rule_taken": "{room} goes by this already, and a discussion can go to one room only. Take it out there first.",
    "no_such_room": "That room is not in this plan. Choose one from the list.",
    "nothing_ticked": "Tick the discussions first.",
    "not_in_group": "One of these discussions is not in this group any more. The list below is as it is now.",
    "into_itself": "A group cannot be split into itself. Give the room a name and an address of its own.",
    "no_advice": "The advisor has not looked at this group yet. Ask for advice first, or begin with an empty plan.",
    "no_proposals": "The advisor proposes no room that is ready. Begin with an empty plan, or look again later.",
    "plan_changed": "Somebody else changed this plan while you had it open. What you typed is kept below; look, then save again.",
    "not_a_draft": "This plan has run or was put aside, so it cannot be changed. You can begin a new one.",
    "sign_in": "Please sign in first.",
}


def sentence(error: Invalid | Forbidden | Conflict) -> str:
    """What a person reads for `error`; reasons of the tree itself are said as groups say them."""
    words = SENTENCES.get(error.reason)
    if words is None and not isinstance(error, Conflict):
        return groups.sentence(error)
    facts = {} if isinstance(error, Forbidden) else error.facts
    return (words or "This is not possible just now. Please look at the plan again.").format(**facts)
