"""The words of a card's fields: in the source of no page, feed, file, letter or row that is not for the reader."""

from __future__ import annotations

import re

from flask import Flask

from app.core.db import Base, db
from app.core.jobs import run_due
from app.core.mail import kept_letters
from app.mentoring.commands.thanking import thank
from tests.mentoring.welcomes import arrive, fill, talk_about_beeps, welcome
from tests.review.visits import Browser
from tests.world import World, answer

HIDDEN, FOR_MENTORS, FOR_MEMBERS = "pheochromocytoma", "sarcoidosis", "amiodarone"
WORDS = (HIDDEN, FOR_MENTORS, FOR_MEMBERS)
SEES = {
    "visitor": set(),
    "kit": {FOR_MEMBERS},
    "ana": {FOR_MEMBERS},
    "marta": {FOR_MEMBERS},
    "ingrid": {FOR_MEMBERS, FOR_MENTORS},
    "newcomer": set(WORDS),
}
"""Who reads which of Halina's words. A moderator and an admin are members here, no more."""

STARTS = (
    *(
        "/",
        "/groups",
        "/groups/heart",
        "/groups/heart/feed",
        "/members/newcomer",
        "/members/ruth",
        "/for-you",
        "/notices",
    ),
    *("/drafts", "/welcome", "/welcome?newcomer={halina}", "/welcome/figures", "/welcome/figures.csv", "/mentors"),
    *("/unanswered", "/desk", "/admin", "/admin/members", "/account", "/account/card", "/groups/heart/people"),
)
MOST_PAGES = 40
LINK = re.compile(r'href="(/[^"#]*)')
LEFT_OUT = re.compile(r"^/(assets|static|sign-out|guidelines|help|privacy|join|sign-in|reset)")


def _walk(browser: Browser, starts: list[str]) -> dict[str, str]:
    """The source of the pages one reaches from `starts`, nearest first."""
    found: dict[str, str] = {}
    waiting = list(dict.fromkeys(starts))
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        if path in found or LEFT_OUT.match(path):
            continue
        db.session.remove()
        source = browser.get(path, follow_redirects=True).get_data(as_text=True)
        found[path] = source
        waiting += LINK.findall(source)
    return found


def test_nobody_finds_a_word_of_a_card_that_is_not_for_them(app: Flask, world: World) -> None:
    talk_about_beeps(world)
    arrive(world)
    fill(
        world,
        "newcomer",
        condition=(f"Heart failure, {FOR_MENTORS}", "mentors"),
        treatment=(FOR_MEMBERS, "members"),
        likes=(HIDDEN, "me"),
        avoids=(f"anything but {HIDDEN}", "me"),
    )
    for who in ("ruth", "maren"):
        fill(world, who, condition=("heart failure", "members"), treatment=("Pacemaker", "members"))
    outcome = welcome(world, people=(world.members["ruth"],))
    answer(world.actor("newcomer"), world.corners["public"].discussion, "Thank you, @ingrid.")
    thank(world.actor("newcomer"), outcome.greeting_id or 0)
    run_due()
    for reader, words in SEES.items():
        pages = _walk(Browser(app, world, reader), [path.format(halina=world.members["newcomer"]) for path in STARTS])
        seen = {word for source in pages.values() for word in WORDS if word in source}
        where = [path for path, source in pages.items() for word in set(WORDS) - words if word in source]
        assert seen == words, (reader, where)
    letters = [*kept_letters()]
    assert letters, "notices went out by mail"
    kept = " ".join(f"{letter.subject} {letter.body}" for letter in letters)
    kept += " ".join(str(row) for table in Base.metadata.sorted_tables if table.name != "card_fields"
                     for row in db.session.execute(table.select()))  # fmt: skip
    assert [word for word in WORDS if word in kept] == []
