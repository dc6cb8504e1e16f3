"""What the lab does when something happens below it."""

from __future__ import annotations

from app.core.behind import Behind
from app.core.facts import after, on
from app.discussions.events import WordsChecked
from app.lab.commands.counting import count_clean, count_words
from app.lab.commands.settling import note_seen
from app.moderation.events import ItemSeen
from app.moderation.kinds import BREAKER

_clean: Behind[WordsChecked] = Behind(count_clean, slowly=True)


@after(WordsChecked)
def count(fact: WordsChecked) -> None:
    """Once it is committed: counting findings, and looking at the checks that made them, breaks nobody's post.

    Where nothing was found it is one row, written together with others; what is lost when a process is killed shows in no figure.
    """
    if fact.hits:
        count_words(fact)
    else:
        _clean.note(fact)


@on(ItemSeen)
def note_closed_as_seen(fact: ItemSeen) -> None:
    if fact.subject_kind == BREAKER:
        note_seen(fact.actor_id, fact.subject_id)
