"""What an author reads about attacks on a person."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Attacks on a person"

WORDS: dict[str, Words] = {}
