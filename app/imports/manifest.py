"""The manifest: which format, which version, whose. Without it a folder is no export."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.imports.fields import Unreadable
from app.imports.fingerprints import digest

FORMATS = {("patient-forum-export", 1), ("dayroom-community", 2)}
NEEDED = ("groups", "members", "discussions", "posts")
FLAGS = "flags"
LARGEST = 1024 * 1024


class NotAnExport(Unreadable):
    """The folder as a whole cannot be imported; the reason is one of `wording.FOLDER`."""


@dataclass(frozen=True)
class Manifest:
    """What `manifest.json` says. `key` is the same for every copy of this export, and tells two communities' exports apart."""

    format: str
    version: int
    name: str
    key: str
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether posts are plain text, not Markdown."""
        return self.version == 1


def read_manifest(folder: Path) -> Manifest:
    """The manifest of `folder`, with the files it needs in place. Raises NotAnExport."""
    if not folder.is_dir():
        raise NotAnExport("no_folder", folder=str(folder))
    data = _object(folder)
    form, version = data.get("format"), data.get("version")
    if not isinstance(form, str) or isinstance(version, bool) or not isinstance(version, int):
        raise NotAnExport("no_format")
    if (form, version) not in FORMATS:
        raise NotAnExport("unknown_version", format=form[:60], version=version)
    missing = [f"{name}.jsonl" for name in NEEDED if not (folder / f"{name}.jsonl").is_file()]
    if missing:
        raise NotAnExport("missing_files", files=missing)
    name = data.get("name") if isinstance(data.get("name"), str) else ""
    declared = name or (data.get("half") if isinstance(data.get("half"), str) else "") or ""
    return Manifest(form, version, str(name or "")[:200], digest(form, str(declared)), _counts(data))


def _object(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not path.is_file():
        raise NotAnExport("no_manifest", folder=str(folder))
    try:
        raw = path.read_bytes()[: LARGEST + 1]
        data = json.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise NotAnExport("closed_file", file=path.name) from error
    except (ValueError, RecursionError) as error:
        raise NotAnExport("bad_manifest") from error
    if not isinstance(data, dict):
        raise NotAnExport("bad_manifest")
    return data


def _counts(data: dict[str, Any]) -> dict[str, int]:
    found = data.get("counts")
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, int) and not isinstance(value, bool)}
