"""Kind sentences of the welcome desk, of cards, and of what nobody answered. Pure."""

from __future__ import annotations

PROBLEMS: dict[str, str] = {
    "capacity": "Please choose a number from 1 to 20.",
    "away_from_missing": "Please say from which day.",
    "away_order": "The last day comes before the first one.",
    "away_past": "This day is over. Please choose today or a later one.",
    "too_many_words": "Please keep it to 20 words or short phrases.",
    "too_long_words": "Please keep each to 60 letters.",
    "too_long_hours": "Please keep it to 200 letters.",
    "too_long_note": "Please keep the note to 2,000 letters.",
    "mentor_missing": "Please choose who takes over.",
    "too_long": "Please make this shorter.",
    "since": "Please write a year, or a month and year: 2019, March 2024.",
    "since_future": "That is still to come. Please write when it began, or leave it empty.",
    "role": "Please choose one of these.",
    "audience": "Please choose who may read it.",
}
"""What stands beside a field that cannot be used as it is."""

OTHER_PROBLEM = "Please change this."

REFUSALS: dict[str, str] = {
    "claimed": "{who} was faster and is welcoming {name}.",
    "full": "You hold as many newcomers as you said you can. Let one go, or raise the number in your settings.",
    "away": "You are away at the moment. Say that you are back, and you can claim again.",
    "not_yours": "You are not welcoming {name} any more, so there is nothing to hand over or let go.",
    "settled": "{name} has settled in and is not new any more. Nothing is left to do.",
    "suspended": "{name} cannot take part at the moment, so nobody is asked to welcome them.",
    "gone": "This newcomer has left, so there is nobody to welcome any more.",
    "no_mentor": "You are not a mentor any more. The newcomers you held are offered to others.",
    "free": "Nobody holds {name} any more. You can claim them yourself.",
    "taker_full": "{who} holds as many newcomers as they can. Please choose somebody else.",
    "taker_away": "{who} is away at the moment. Please choose somebody else.",
    "taker_elsewhere": "{who} is no mentor for {name}’s groups. Please choose somebody else.",
}
"""Why something was refused; `{who}` is a colleague, `{name}` the newcomer."""

OTHER_REFUSAL = "Something changed after you opened this page. Please look once more."

ASKED_TITLE = "“{title}” waits for an answer in {group}"
ASKED_WORDS = "You answered others there lately. One sentence from you is enough; if you have none, leave it."
ASKED_BEFORE = "“{title}” in {group} has an answer now"
"""The notice to somebody who may have an answer."""

BAND_TABS = (("", "All"), ("fresh", "Under a day"), ("days", "1 to 3 days"), ("longer", "Longer"))
