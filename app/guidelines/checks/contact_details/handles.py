"""Names by which somebody is found on another network: "my insta is @…", "add me on Telegram as …".

A name alone, or the name of a network alone, is part of many stories; the two must stand together.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading, Sighting
from app.guidelines.checks.telling import words

FIX = "[contact taken out]"

_NETWORKS = frozenset(
    "whatsapp whatsap wasap telegram insta instagram ig facebook fb messenger snap snapchat discord kik skype viber wechat twitter tiktok "
    "linkedin threads signal".split()
)
_NETWORK = "|".join(sorted(_NETWORKS, key=len, reverse=True))
_LIKE_A_HANDLE = r"(?=[\w.-]{0,30}[\d_#])@?[a-z][\w.-]{0,30}\w(?:#\d{4})?"
_HANDLE = rf"(@[a-z0-9_][\w.-]{{2,30}}|{_LIKE_A_HANDLE})"
_ANY_NAME = r"((?:live:)?@?[a-z0-9_][\w.-]{2,30}(?:#\d{4})?)"
_FIND_ME = (
    r"(?:\b(?:add|find|follow|dm|pm|message|msg|text|reach|contact|hit|look|search|catch|friend|join) (?:me |us )(?:up )?"
    r"(?:on |at |in |via |by |through )?(?:my )?|"
    r"\b(?:agregame|anademe|buscame|sigueme|escribeme|encuentrame|contactame)(?: en| por| al)?(?: mi)? )"
)
_MINE = rf"(?:\bmy |\bmi |{_FIND_ME}|\b(?:i'm|im|i am|we are|we're|i'm also) on |\bestoy en )"
_CALLED = "name|handle|id|user ?name|user|tag|account|profile|number|nombre|usuario|cuenta"
_BETWEEN = (
    rf"(?: (?:{_CALLED}))?"
    r"(?: ?[:=]+-? ?| -+ | is | es | as | under | at | by | called | como |,? ?(?=@)| ){1,2}(?:the name |el nombre )?"
)
_SAID = later(rf"{_MINE}(?:{_NETWORK}){_BETWEEN}{_HANDLE}")
_NAMED = later(
    rf"(?:{_MINE}(?:{_NETWORK})(?: (?:{_CALLED}) ?(?:is |es |: ?|= ?)| ?: )|{_FIND_ME}(?:{_NETWORK})(?: as | under | como ))"
    rf"(?:the name |el nombre )?{_ANY_NAME}"
)
_LABELLED = later(
    rf"(?<!\w)(?:{_NETWORK}|sc|tg)(?: ?[:=]-? ?| - | )(@[a-z0-9_][\w.-]{{2,30}}|(?<=: ){_LIKE_A_HANDLE})"
)
_HANDLE_FIRST = later(rf"(@[a-z0-9_][\w.-]{{2,30}}) (?:on|en) (?:{_NETWORK})\b")
_FULL_NAME = later(r"[A-Z][a-z'-]{1,30}(?: [A-Z][a-z'-]{1,30}){1,2}")
_NO_NAMES = frozenset(
    "private public page group full gone deleted down closed not the and but for with under messenger account profile a an is it that this "
    "well soon always now too also here there friend friends someone secret hacked blocked feed wall mine yours only just".split()
)


TELLING = words(_NETWORKS)


def find(reading: Reading) -> Iterator[Sighting]:
    text, cased = reading.text, reading.cased
    for pattern in (_SAID, _NAMED, _LABELLED, _HANDLE_FIRST):
        for match in pattern.finditer(text):
            name = match.group(1).rstrip(".-")
            first = name.strip("@").partition(".")[0]
            if first in _NO_NAMES or ".." in name or name.replace("-", "").replace(".", "").isdigit():
                continue
            end = match.start(1) + len(name)
            if pattern is _NAMED and (full := _FULL_NAME.match(cased, match.start(1))):
                end = max(end, full.end())
            yield Sighting("handle", match.start(1), end, fix=FIX)
