"""The import contracts of pyproject.toml, for the packages that exist."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from config import ROOT


def contracts() -> dict[str, Any]:
    """The import-linter section of pyproject.toml."""
    section: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return section


def exists(module: str) -> bool:
    """Whether `app.x.y` is a module or a package with something in it."""
    path = ROOT.joinpath(*module.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def write_config(folder: Path) -> Path:
    """The contracts as import-linter wants them in a file of their own: without containers that do not exist yet."""
    section = contracts()
    lines = ["[importlinter]", "root_packages=", "    app", "exclude_type_checking_imports=True", "include_external_packages=True"]
    for contract in section["contracts"]:
        lines += ["", f"[importlinter:contract:{contract['id']}]"]
        for name, value in contract.items():
            if name == "id":
                continue
            if not isinstance(value, list):
                lines.append(f"{name}={value}")
                continue
            kept = [item for item in value if name not in ("containers", "source_modules") or exists(item)]
            lines += [f"{name}=", *(f"    {item}" for item in kept)]
    path = folder / "contracts.ini"
    path.write_text("\n".join(lines) + "\n")
    return path
