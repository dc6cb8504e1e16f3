"""Small invented exports in both versions of the format, and ways to look at all of a database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.core.db import Base, db

PHONE = "Ring me on 07700 900418 if you like, I am up most nights."
HARD = "I do not want to be here any more. I have been thinking about ending my life all week."
NAMES = ("groups", "members", "discussions", "posts", "flags")

Row = dict[str, Any]


@dataclass
class Export:
    """Rows by file. `write` makes the folder; `damage` changes one line of it afterwards."""

    folder: Path
    version: int = 2
    name: str = "A small community"
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in NAMES})
    counts: bool = True

    def write(self) -> Path:
        """The folder with all its files."""
        self.folder.mkdir(parents=True, exist_ok=True)
        form = "dayroom-community" if self.version == 2 else "patient-forum-export"
        manifest = {"format": form, "version": self.version, "name": self.name}
        if self.counts:
            manifest["counts"] = {name: len(rows) for name, rows in self.rows.items()}
        (self.folder / "manifest.json").write_text(json.dumps(manifest))
        for name, rows in self.rows.items():
            if name != "flags" or self.version == 2:
                lines = [json.dumps(row, ensure_ascii=False) for row in rows]
                (self.folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return self.folder

    def row(self, kind: str, key: str) -> Row:
        """The row with this id."""
        return next(row for row in self.rows[kind] if row["id"] == key)

    def damage(self, kind: str, line: int, raw: bytes) -> None:
        """Put `raw` in the place of a line (from 1) of a written export."""
        path = self.folder / f"{kind}.jsonl"
        lines = path.read_bytes().splitlines(keepends=True)
        lines[line - 1] = raw
        path.write_bytes(b"".join(lines))


def group(key: str, **more: Any) -> Row:
    return {"id": key, "slug": key, "name": key.title(), "description": f"About {key}.", **more}


def member(key: str, **more: Any) -> Row:
    return {"id": f"m-{key}", "username": key, "display_name": key.title(), "joined_at": "2024-02-01T09:00:00Z", **more}


def talk(key: str, group_id: str, author: str, **more: Any) -> Row:
    written = {"title": f"About {key}", "created_at": "2024-03-01T10:00:00Z", "tags": []}
    return {"id": key, "group_id": group_id, "author_id": f"m-{author}", **written, **more}


def post(talk_key: str, position: int, author: str, **more: Any) -> Row:
    written = {
        "created_at": f"2024-03-{position:02}T11:00:00Z",
        "body": f"Words {position} of {talk_key}.",
        "reply_to": None,
    }
    key = f"{talk_key}-{position}"
    return {"id": key, "discussion_id": talk_key, "position": position, "author_id": f"m-{author}", **written, **more}


def first_version(folder: Path) -> Export:
    """Two groups, three people, three discussions: answered, waiting, and asked again."""
    export = Export(folder, version=1)
    export.rows = {
        "groups": [group("heart", discussion_count=2), group("lungs", discussion_count=1)],
        "members": [member("ruth", role="member"), member("col", role="professional"), member("joan", role="member")],
        "discussions": [
            talk("scan", "heart", "ruth", tags=["Scan day", "fear"], post_count=4, source="made up", licence="CC0"),
            talk("stairs", "heart", "joan", post_count=1),
            talk("oxygen", "lungs", "joan", post_count=2),
        ],
        "posts": [
            post("scan", 1, "ruth", body="The scan is on Monday.\n\n*Not* slept & <b>worried</b>."),
            post("stairs", 1, "joan"),
            post("scan", 2, "col", reply_to="scan-1"),
            post("oxygen", 1, "joan"),
            post("scan", 3, "ruth", reply_to="scan-2"),
            post("oxygen", 2, "joan", reply_to="oxygen-1"),
            post("scan", 4, "joan", reply_to="scan-3"),
        ],
        "flags": [],
    }
    return export


def second_version(folder: Path) -> Export:
    """A tree with a private room, roles, audiences, held posts and flags; times count back from the import."""
    export = Export(folder)
    export.rows = {
        "groups": [
            group("ablation", parent="heart", access="members", created_at="-300d"),
            group("heart", parent=None, access="public", created_at="-400d"),
            group("carers", parent=None, access="private", created_at="-200d"),
        ],
        "members": [
            member("ruth", joined_at="-100d", groups=["heart", "carers"], roles=[], about="Here in the mornings."),
            member("ingrid", joined_at="-300d", groups=["heart"], roles=[{"kind": "mentor", "group": "heart"}]),
            member("ana", joined_at="-350d", groups=[], roles=[{"kind": "moderator", "group": None}]),
            member("kit", joined_at="-2d", groups=["heart"]),
        ],
        "discussions": [
            talk("d1", "heart", "ruth", created_at="-26h", tags=["tablets"], pinned=True),
            talk("d2", "carers", "ruth", created_at="-3d 4h 10m", locked=True),
            talk("d3", "heart", "kit", created_at="-45m"),
            talk("d4", "heart", "ingrid", created_at="-9d", audience="members"),
        ],
        "posts": [
            post("d1", 1, "ruth", created_at="-26h", body="A **question** about @ingrid's tablets."),
            post("d1", 2, "ingrid", created_at="-20h"),
            post("d1", 3, "kit", created_at="-19h", reply_to="d1-2"),
            post("d1", 4, "kit", created_at="-5h", reply_to="d1-1", state="held", body=PHONE),
            post("d1", 5, "ruth", created_at="-4h", reply_to="d1-3"),
            post("d2", 1, "ruth", created_at="-3d 4h 10m"),
            post("d3", 1, "kit", created_at="-45m", state="held", body=HARD),
            post("d4", 1, "ingrid", created_at="-9d"),
        ],
        "flags": [
            {
                "id": "f1",
                "post_id": "d1-2",
                "flagger_id": "m-kit",
                "reason": "medical_advice",
                "words": "A dose.",
                "created_at": "-3h",
            },
            {"id": "f2", "post_id": "d1-2", "flagger_id": "m-ruth", "reason": "worried", "created_at": "-2h"},
        ],
    }
    return export


def many_talks(folder: Path, number: int, people: int = 4) -> Export:
    """`number` discussions of three posts each."""
    export = Export(folder, version=1, name=f"{number} talks")
    who = [f"person-{index}" for index in range(people)]
    export.rows["groups"] = [group("heart"), group("lungs")]
    export.rows["members"] = [member(name) for name in who]
    for index in range(number):
        key = f"t{index}"
        export.rows["discussions"].append(talk(key, ("heart", "lungs")[index % 2], who[index % people]))
        export.rows["posts"] += [post(key, position, who[(index + position) % people]) for position in (1, 2, 3)]
    return export


def everything(leave_out: Collection[str] = ()) -> dict[str, list[str]]:
    """Every row of every table, as text; but for stamps, which are random."""
    db.session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in (*leave_out, "page_versions"):
            rows = db.session.execute(select(table)).all()
            found[table.name] = sorted(repr(tuple(row)) for row in rows)
    db.session.rollback()
    return found


def fingerprint() -> str:
    """One digest of the whole database."""
    return hashlib.sha256(repr(everything()).encode()).hexdigest()
