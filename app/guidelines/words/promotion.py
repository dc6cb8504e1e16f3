"""What an author reads about selling and recruiting."""

from __future__ import annotations

from app.guidelines.words.shape import Words

NAME = "Selling and recruiting"

WORDS: dict[str, Words] = {}
