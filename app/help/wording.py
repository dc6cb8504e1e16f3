"""How the facts of a help line are said."""

from __future__ import annotations

from app.core.wording import dialled, listed

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
