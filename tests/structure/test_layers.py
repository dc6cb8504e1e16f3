"""Call down, announce up: import-linter holds the packages and the files in them to their order."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from app.packages import PACKAGES
from config import ROOT
from tests.structure.layers import contracts, write_config


def _lint(config: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run(
        [*program, "--config", str(config), "--no-cache"], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_imports_keep_their_contracts(tmp_path: Path) -> None:
    done = _lint(write_config(tmp_path), ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_contract_is_found(tmp_path: Path) -> None:
    for name, source in {"core": "import app.groups", "groups": ""}.items():
        (tmp_path / "app" / name).mkdir(parents=True)
        (tmp_path / "app" / name / "__init__.py").write_text(source)
    (tmp_path / "app" / "__init__.py").touch()
    config = tmp_path / "contracts.ini"
    config.write_text(
        "[importlinter]\nroot_packages=\n    app\n[importlinter:contract:a]\nname=a\ntype=layers\n"
        "containers=\n    app\nlayers=\n    groups\n    core\n"
    )
    done = _lint(config, tmp_path)
    assert done.returncode == 1
    assert "app.core is not allowed to import app.groups" in done.stdout


def test_the_contract_and_the_floor_plan_name_the_same_packages_in_the_same_order() -> None:
    layers = next(contract["layers"] for contract in contracts()["contracts"] if contract["id"] == "packages")
    # Packages on one line do not import each other; the floor plan lists them in the order they stand there, right to left.
    named = [name for layer in reversed(layers) for name in reversed(re.sub(r"[() ]", "", layer).split("|"))]
    assert named == list(PACKAGES)


def test_every_package_is_on_the_floor_plan() -> None:
    folders = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    assert folders <= set(PACKAGES)
    text = (ROOT / "docs" / "floor-plan.md").read_text()
    assert all(f"| `{name}` |" in text for name in PACKAGES)
