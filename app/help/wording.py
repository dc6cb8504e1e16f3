"""How the facts of a help line are said."""

from __future__ import annotations

from datetime import datetime

from app.core.wording import DAYS, dialled, duration, listed

LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mi": "Māori", "ms": "Malay", "nl": "Dutch",
    "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""ISO 639-1 code -> name."""

WITH_THE = frozenset("AE BS CD CF CK DO FK FO GB GM KY KM MH MP MV NL PH SB TC US VA VG VI".split())
"""Countries that are said with "the" in a sentence."""

REASONS = {
    "way_missing": "Write a number to call, or how to write to them.",
    "country_unknown": "Choose a country from the list.",
    "service_missing": "Write what the service is called.",
    "website_shape": "A website begins with https:// or http://.",
    "opens_shape": "Write days and times such as Mo-Fr 09:00-17:00; Sa 10:00-14:00. Leave it empty when the hours do not fit.",
    "zone_missing": "Write whose clock these hours go by, such as Europe/London.",
    "zone_unknown": "There is no time zone of that name. It is written like Europe/London.",
}


def languages(codes: str) -> str:
    """'en fr' -> 'English and French'; a code that is unknown is shown as it is."""
    return listed([LANGUAGES.get(code, code) for code in codes.split()])


def place(code: str, name: str) -> str:
    """A country inside a sentence: 'the United Kingdom', 'Ireland'."""
    return f"the {name}" if code in WITH_THE else name


def hours(words: str) -> str:
    """'24/7' as a person says it; other words stay."""
    return "day and night" if words.strip() == "24/7" else words.strip()


def way_to_write(text: str) -> str:
    """How to write to a service: '988' -> 'Text 988', 'SHOUT to 85258' -> 'Text SHOUT to 85258', 'WhatsApp 9151 1767' as it is."""
    if not text:
        return ""
    return f"Text {text}" if dialled(text) or dialled(text.rpartition(" to ")[2]) and " to " in text else text


def open_now(closes: datetime | None, now: datetime, there: str) -> str:
    """'Open now, day and night', 'Open now, until 23:00', 'Open now, until 23:00 London time'."""
    return f"Open now, until {_hour(closes, now)}{there}" if closes else "Open now, day and night"


def closed_now(opens: datetime | None, now: datetime, there: str) -> str:
    """'Closed now, opens at 18:00, in 3 hours'; on another day with its name. `opens` carries the zone of its clock."""
    if opens is None:
        return "Closed now"
    return f"Closed now, opens {'' if _is_today(opens, now) else 'on '}{_hour(opens, now, 'at ')}{there}, in {duration(opens - now)}"


def clock_of(zone: str) -> str:
    """Whose clock: ' London time'."""
    return f" {zone.rpartition('/')[2].replace('_', ' ')} time"


def _hour(moment: datetime, now: datetime, before: str = "") -> str:
    day = "" if _is_today(moment, now) else f"{DAYS[moment.weekday()]} "
    return f"{day}{before}{moment:%H:%M}"


def _is_today(moment: datetime, now: datetime) -> bool:
    return moment.date() == now.astimezone(moment.tzinfo).date()
