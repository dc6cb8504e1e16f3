"""Answers that are there as a whole go to the server in one piece.

A server asks for the pieces of any other answer one by one: it sends the head alone, waits for Python again to hear that there is
one piece, and once more to hear that it was the last. With many requests at once that is two more places where each can be held up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from flask import Response


class Whole(Response):
    """Flask's answer; one whose bytes are there is given to the server as a list."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not self.is_sequence:
            return super().__call__(environ, start_response)
        parts, status, headers = self.get_wsgi_response(cast("Any", environ))
        start_response(status, headers)
        try:
            return list(parts)
        finally:
            self.close()
