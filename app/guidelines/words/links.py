"""What an author reads about links."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Links"

_SAY = "Say in a sentence what is there and who runs it, so that people can decide before they press it."
_NO_LINK = "This is not a link"

WORDS: dict[str, Words] = {
    "known": Words(
        "A link to a known source",
        "This address is on our list of well-known sources on health.",
        "You can post it as it is. A sentence about what is there helps people who read slowly or listen.",
        dispute=_NO_LINK,
    ),
    "plain": Words(
        "A link",
        "We do not know this site. Pages change, and some sell things or collect what people type there.",
        _SAY,
        dispute=_NO_LINK,
    ),
    "shortened": Words(
        "A shortened link",
        "Nobody can see where it goes before they press it.",
        "Put the whole address in its place: open the link yourself and copy the address from there.",
        dispute="This is not a shortened link",
    ),
    "affiliate": Words(
        "A link with a code in it",
        "Codes like this one count who sent a buyer. Often that person is paid for it, and people here could not know.",
        "Use the address without the code. If you do earn something by it, please do not post it here.",
        "Take the code out",
        "This code counts nobody",
    ),
    "raw_ip": Words(
        "A link to a number and not to a name",
        "An address of numbers does not say who runs it. Readers cannot tell where it leads.",
        "Use the address with the name of the site, and say who runs it.",
        dispute=_NO_LINK,
    ),
    "file": Words(
        "A link that downloads a file",
        "Files of this kind can run on a computer or a phone, and harm it.",
        "Link to the page that tells about the file instead, and say who made it.",
        dispute="This is not such a file",
    ),
}
