"""Names, suggested names, passwords and devices: tables with a reason in each row."""

from __future__ import annotations

import threading
import time

import pytest
from flask import Flask

from app.accounts import names, passwords, pseudonyms
from app.accounts.actor import SYSTEM
from app.accounts.commands import NewMember, add_member
from app.accounts.countries import COUNTRIES
from app.accounts.devices import device_words
from app.core.policy import Invalid


@pytest.mark.parametrize(
    "name",
    ["Quiet Heron", "Ána O'Brien", "Jan-Olaf", "J. R.", "Ružena", "ひかり", "Squad Fan", "Docile Otter"],
)
def test_names_people_have(name: str) -> None:
    assert names.check_name(f"  {name} ") == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "name_length"),
        ("A", "name_length"),
        ("..", "name_length"),
        ("x" * 41, "name_length"),
        ("Ana\u200bBell", "name_signs"),
        ("Ana\u202eBell", "name_signs"),
        ("ana@example.org", "name_signs"),
        ("https://x", "name_signs"),
        ("Ana 🙂", "name_signs"),
        ("0176 123 45 67", "name_number"),
        ("Admin", "name_reserved"),
        ("Ana the Moderator", "name_reserved"),
        ("Dr. Novak", "name_reserved"),
        ("Dayroom Team", "name_reserved"),
        ("аdmin", "name_reserved"),
    ],
)
def test_names_nobody_can_take(name: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        names.check_name(name)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("name", "email", "alike"),
    [
        ("maren.holt", "maren.holt@example.org", True),
        ("Maren Holt", "maren.holt@example.org", True),
        ("Maren Holt 61", "maren.holt+forum@example.org", True),
        ("Quiet Heron", "maren.holt@example.org", False),
        ("Al", "al@example.org", True),
        ("Alder Path", "al@example.org", False),
    ],
)
def test_a_name_that_gives_the_address_away_is_noticed(name: str, email: str, alike: bool) -> None:
    assert names.resembles_address(name, email) is alike


def test_suggested_names_are_free_and_can_be_taken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudonyms, "FIRST", ("Quiet", "Slow", "Warm"))
    monkeypatch.setattr(pseudonyms, "SECOND", ("Heron", "Kettle", "Lake", "River", "Tide", "Wren"))
    for number, name in enumerate(("Quiet Heron", "Slow Lake", "Warm Wren")):
        add_member(SYSTEM, NewMember(f"m{number}", name))
    for _ in range(20):
        found = pseudonyms.suggest()
        assert len(set(found)) == 3
        assert all(names.check_name(name) == name and not names.is_taken(name) for name in found)


def test_every_suggested_word_makes_a_name_that_can_be_taken() -> None:
    for first in pseudonyms.FIRST:
        assert names.check_name(f"{first} {pseudonyms.SECOND[0]}")
    for second in pseudonyms.SECOND:
        assert names.check_name(f"{pseudonyms.FIRST[0]} {second}")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "password_short"),
        ("x" * 201, "password_long"),
        ("1234567890", "password_weak"),
        ("password1234", "password_weak"),
        ("quietheron", "password_weak"),
        ("lantern over quiet water", None),
        ("tr7!kQx90z", None),
    ],
)
def test_passwords_are_judged_by_how_soon_they_are_guessed(password: str, reason: str | None) -> None:
    if reason is None:
        passwords.check_strength(password, ("Quiet Heron",))
        return
    with pytest.raises(Invalid) as refused:
        passwords.check_strength(password, ("quietheron", "quiet@example.org"))
    assert refused.value.reason == reason


@pytest.mark.usefixtures("hashing_of_the_house")
def test_a_password_is_verified_and_nothing_is_verified_against_nothing() -> None:
    kept = passwords.hash_password("lantern over quiet water")
    assert kept.startswith("$argon2id$") and "m=19456" in kept
    assert passwords.verify("lantern over quiet water", kept)
    assert not passwords.verify("another", kept)
    assert not passwords.verify("nobody has this password", None)
    assert not passwords.verify("anything", "not a hash")


def test_at_most_two_passwords_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most = [0], [0]
    lock, both = threading.Lock(), threading.Barrier(2)

    def slow() -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        # Two are here at a time, however slowly the threads begin; a third would come in the moment after.
        both.wait(20)
        time.sleep(0.02)
        with lock:
            now[0] -= 1

    threads = [threading.Thread(target=passwords._in_turn, args=(slow,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 2


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Safari/604", "Safari on iPad"),
        ("curl/8.9", "A browser"),
        ("<script>", "A browser"),
    ],
)
def test_a_device_is_called_what_its_owner_calls_it(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_countries_are_codes_with_names() -> None:
    assert COUNTRIES["CZ"] == "Czech Republic" and COUNTRIES["GB"] == "United Kingdom"
    assert all(len(code) == 2 and name and "*" not in name for code, name in COUNTRIES.items())
