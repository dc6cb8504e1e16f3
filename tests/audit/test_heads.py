"""The file of heads: whole lines, none lost, while it is thinned under the hands of those who write."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.audit.heads import Head, heads_file, note_head, noted_heads, parse_head, thin_heads

LINK = "b" * 64
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def test_who_writes_while_the_file_is_thinned_loses_no_line(app: Flask) -> None:
    heads_file().write_text("".join(f"{LONG_AGO.isoformat()} {number}:{LINK}\n" for number in range(1, 3001)))

    def write(writer: int) -> None:
        with app.app_context():
            for number in range(100):
                note_head(Head(10_000 + 100 * writer + number, LINK, datetime.now(UTC)))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    thinned = 0
    while any(thread.is_alive() for thread in threads):
        thinned += thin_heads(keep=1000)
    kept = {head.number for head in noted_heads()}
    assert thinned > 1000
    assert set(range(10_000, 10_400)) <= kept
    assert not list(heads_file().parent.glob("audit.heads.new"))


def test_a_file_that_cannot_be_written_harms_no_commit(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    heads_file().mkdir()
    note_head(Head(1, LINK, LONG_AGO))
    heads_file().rmdir()
    assert "could not be noted" in caplog.text


@pytest.mark.parametrize("text", ["", "12", "12:", "12:abc", f"x:{LINK}", f"-1:{LINK}", f"١٢:{LINK}"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a head is"):
        parse_head(text, LONG_AGO)
