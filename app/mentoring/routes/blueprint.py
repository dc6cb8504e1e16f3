"""The blueprint, and the word in the header."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("mentoring", __name__)
