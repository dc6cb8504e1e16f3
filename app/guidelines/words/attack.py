"""What an author reads about attacks on a person. Nobody is accused: the words may be read in a way that they were not meant."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Attacks on a person"

_TIRED = "Most people here are ill, tired or frightened, and words like these stay with them."
_OFTEN_WRONG = "The check reads words and not what you mean, so it may be wrong."

WORDS: dict[str, Words] = {
    "insult": Words(
        "This may hurt somebody",
        f"It can be read as calling a person names. {_TIRED} {_OFTEN_WRONG}",
        "You can disagree with what somebody said or did. Try to say what it was, and how it was for you, without a name for them.",
    ),
    "slur": Words(
        "A word that is used to hurt people",
        f"Many people have been called this by somebody who wanted to hurt. {_OFTEN_WRONG}",
        "If you tell what was said to you, or use it of yourself, you can post it as it is. If not, another word says the same.",
    ),
    "group": Words(
        "This may hurt a whole group of people",
        f"It can be read as contempt for people because of what they are. Some of them read here. {_OFTEN_WRONG}",
        "Try to write about what one person did, or about what happened to you.",
    ),
    "threat": Words(
        "This can be read as a threat",
        f"It can be read as wishing that somebody comes to harm. {_TIRED} {_OFTEN_WRONG}",
        "If you are angry, you can say so, and what made you angry. If somebody is in danger, the help page says whom to call.",
    ),
    "belittling": Words(
        "This may make somebody's trouble sound small",
        f"Somebody who is told that once may not ask again. {_OFTEN_WRONG}",
        "You may see it differently and say so. It helps to say what it was like for you, and to leave theirs as it is.",
    ),
}
