"""What an author reads about private details."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Private details"

_WHO_READS = "Everyone who can see this post could copy it, now and years from now."
_TAKE_OUT = "Your post says as much without it."

WORDS = {
    "phone": Words(
        "A phone number",
        f"{_WHO_READS} People you have never met could ring it.",
        _TAKE_OUT,
        "Take the number out",
        "This is not a phone number",
    ),
    "email": Words(
        "An e-mail address",
        f"{_WHO_READS} Machines collect addresses from pages like this one.",
        _TAKE_OUT,
        "Take the address out",
        "This is not an e-mail address",
    ),
    "address": Words(
        "A postal address",
        f"{_WHO_READS} It tells strangers where somebody is, and it is hard to take back.",
        "The name of a town or a region is usually enough.",
        "Take the address out",
        "This is not an address",
    ),
    "birth_date": Words(
        "A date of birth",
        "Together with a name it is often enough to pass for somebody at a bank or a clinic.",
        "An age tells people here all they need.",
        "Take the date out",
        "This is not a date of birth",
    ),
    "health_number": Words(
        "A hospital, health or insurance number",
        "With it, somebody could ask for records or bills in another person's name.",
        "Nobody here can look anything up with it. Your clinic is the place to give it.",
        "Take the number out",
        "This is not such a number",
    ),
    "national_number": Words(
        "A national or identity number",
        "With it, somebody could open accounts or claim money in another person's name.",
        _TAKE_OUT,
        "Take the number out",
        "This is not such a number",
    ),
    "card": Words(
        "A payment card number",
        "With it, somebody could pay with another person's money.",
        "If it has been public anywhere, ring the bank and ask for a new card.",
        "Take the number out",
        "This is not a card number",
    ),
    "bank_account": Words(
        "Bank details",
        "With them, somebody could try to take money or ask others for it.",
        _TAKE_OUT,
        "Take them out",
        "These are not bank details",
    ),
    "handle": Words(
        "A name on another network",
        f"{_WHO_READS} People you have never met could write to it, and see what else is there.",
        _TAKE_OUT,
        "Take the name out",
        "This is not somebody's name there",
    ),
    "ip_address": Words(
        "A network address",
        "It can show where somebody is connected from.",
        _TAKE_OUT,
        "Take the address out",
        "This is not a network address",
    ),
    "name": Words(
        "A full name",
        f"{_WHO_READS} A search for the name would find this post.",
        "A first name, or a word such as “my nurse”, usually says as much.",
        "Take the name out",
        "This is not a private person's name",
    ),
}
