"""What an author reads about telling somebody what to take."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Telling somebody what to take"

WORDS: dict[str, Words] = {}
