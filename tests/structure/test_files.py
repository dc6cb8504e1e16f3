"""What is committed: no machine's paths, no registries, migrations in one line, docs that mention what exists."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import click
import pytest
from flask import Flask

from config import ROOT

# Written in pieces, so that this file does not name them either.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"/wo" + r"rk/(main|shared)\b",
            r"/ro" + r"ot/",
            r"/tmp/te" + r"am\b",
            r"\.libr" + r"ary/",
            r"\bpy" + r"pi\.(org|io)\b",
            r"python" + r"hosted\.org",
            r"\bnpm" + r"js\.(org|com)\b",
            r"deb\.deb" + r"ian\.org",
            r"archive\.ubu" + r"ntu\.com",
            r"\bproxy\.gol" + r"ang\.org",
        )
    )
)
MIGRATIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def committed() -> list[Path]:
    """Files that git knows, or would take; everything outside the ignored folders where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    ignored = {".venv", "instance", "__pycache__", ".python", ".git"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not ignored & set(path.relative_to(ROOT).parts)]


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in committed():
        if "tests/vendor" in path.as_posix():
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in FORBIDDEN.finditer(text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("words", ["/wo" + "rk/main/app", "https://py" + "pi.org/simple", "/ro" + "ot/.venv"])
def test_a_forbidden_name_is_found(words: str) -> None:
    assert FORBIDDEN.search(words)


def test_nothing_private_is_committed() -> None:
    private = [path for path in committed() if path.suffix in (".db", ".eml") or path.name == "secret_key"]
    assert not private


def test_migrations_stand_in_one_line_of_four_digits() -> None:
    before = None
    for path in MIGRATIONS:
        values = _assigned(path)
        assert re.fullmatch(r"\d{4}_[a-z_]+", path.stem), path.name
        assert values["revision"] == path.stem[:4]
        assert values["down_revision"] == before
        before = values["revision"]


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.stem)
def test_a_migration_stands_by_itself(path: Path) -> None:
    tree = ast.parse(path.read_text())
    roots = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    roots |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not roots & {"app", "config", "tests"}, "a revision imports nothing that may change after it"
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {"upgrade", "downgrade"} <= names


def test_docs_mention_commands_that_exist(app: Flask) -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    unknown = []
    for page in pages:
        for mentioned in re.findall(r"\./dayroom ([a-z][a-z-]*)(?: ([a-z][a-z-]+))?", page.read_text("utf-8")):
            if not _exists(app, *mentioned):
                unknown.append(f"{page.name}: ./dayroom {' '.join(mentioned)}")
    assert not unknown, unknown


def test_an_unknown_command_in_docs_is_found(app: Flask) -> None:
    assert _exists(app, "run", "")
    assert _exists(app, "settings", "set")
    assert not _exists(app, "settings", "paint")
    assert not _exists(app, "fly", "")


def _exists(app: Flask, word: str, second: str) -> bool:
    if word in ("run", "test"):
        return True
    command = app.cli.commands.get(word)
    if isinstance(command, click.Group) and second:
        # Asked, not looked up: some words are read when somebody wants them.
        return command.get_command(click.Context(command), second) is not None
    return command is not None


def _assigned(path: Path) -> dict[str, object]:
    tree = ast.parse(path.read_text())
    simple = (node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant))
    return {node.targets[0].id: node.value.value for node in simple if isinstance(node.targets[0], ast.Name)}  # type: ignore[attr-defined]
