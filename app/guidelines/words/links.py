"""What an author reads about links."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Links"

WORDS: dict[str, Words] = {}
