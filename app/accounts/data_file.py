"""The file of somebody's own data: a ZIP with one JSON Lines file for each part, a page to read, and what the fields mean.

Rows go through a file on disk, so that memory does not grow with what somebody wrote in years.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import current_app

from app.accounts.holdings import PARTS, Part
from app.core import clock
from app.core.navigation import NAME


@dataclass(frozen=True)
class Written:
    """A part as it was written: how many rows, and where they are."""

    part: Part
    number: int
    path: Path


def write_data(member_id: int, path: Path) -> int:
    """Write everything that is held about a member to `path`, readable by this user alone; answers the number of rows."""
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        parts = [_collected(part, member_id, Path(folder)) for part in PARTS.values()]
        with ZipFile(draft, "w", ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", _template("README.txt", parts))
            archive.writestr("style.css", _template("style.css", parts))
            for written in parts:
                archive.write(written.path, f"data/{written.part.name}.jsonl")
            with archive.open("index.html", "w") as page:
                _write_page(page, parts)
    draft.rename(path)
    return sum(written.number for written in parts)


def _collected(part: Part, member_id: int, folder: Path) -> Written:
    path, number = folder / f"{part.name}.jsonl", 0
    with path.open("w", encoding="utf-8") as lines:
        for row in _rows(part.collect(member_id)):
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            number += 1
    return Written(part, number, path)


def _rows(found: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    return ({name: _plain(value) for name, value in row.items()} for row in found)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    return value


def _write_page(page: IO[bytes], parts: list[Written]) -> None:
    """The readable page, part by part. Whatever people wrote stands in it as plain text."""
    top, foot = _template("index.html", parts).split("<!-- parts -->")
    page.write(top.encode())
    for written in parts:
        if not written.number:
            continue
        page.write(f'<section id="{written.part.name}"><h2>{escape(written.part.label)}</h2>'.encode())
        page.write(f"<p>{escape(written.part.about)}</p>".encode())
        with written.path.open(encoding="utf-8") as lines:
            for line in lines:
                page.write(_as_list(json.loads(line)).encode())
        page.write(b"</section>\n")
    page.write(foot.encode())


def _as_list(row: dict[str, Any]) -> str:
    shown = ((name, _words(value)) for name, value in row.items() if value not in (None, "", [], {}))
    items = "".join(
        f"<dt>{escape(name.replace('_', ' '))}</dt><dd>{escape(words).replace(chr(10), '<br>')}</dd>"
        for name, words in shown
    )
    return f"<dl>{items}</dl>\n"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _template(name: str, parts: list[Written]) -> str:
    # Not flask.render_template: the file stands outside a request, and nothing of a page belongs in it.
    template = current_app.jinja_env.get_template(f"accounts/data/{name}")
    return template.render(community=NAME.get(), made_at=clock.now(), parts=parts)
