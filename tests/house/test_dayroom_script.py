"""`./dayroom` with made-up Pythons on its PATH: what it prepares, what it hands over, and what it says when something is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT

TOOLS = ("cat", "chmod", "cksum", "cp", "mkdir", "rm")
NOBODY = 65534

PYTHON = """#!/bin/sh
case "$*" in
*sys.version_info*) exit {version} ;;
*"import venv"*) exit {venv} ;;
--version) echo "Python 3.12.1" ;;
*"-m venv"*) for place; do :; done; mkdir -p "$place/bin"; cp "$0" "$place/bin/python" ;;
*"-m pip --version"*) exit {pip} ;;
*"-m pip install"*) echo "pip $*" >>"$LOG"; exit {network} ;;
*) echo "path=$PYTHONPATH"; for word; do echo "word=$word"; done ;;
esac
"""
UV = """#!/bin/sh
case "$*" in
--version) echo "uv 1.0" ;;
venv*) echo "uv $*" >>"$LOG"; [ {venv} = 0 ] || exit 1
  for place; do :; done; mkdir -p "$place/bin"; cp "$GOOD" "$place/bin/python" ;;
*) echo "uv $*" >>"$LOG" ;;
esac
"""


class House:
    """A folder with the script and locked files, and a PATH on which only made-up programs stand."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a house"
        self.bin = folder / "bin"
        self.log = folder / "log"
        for place in (self.root, self.bin):
            place.mkdir()
        shutil.copy(ROOT / "dayroom", self.root)
        for name in ("requirements.txt", "requirements-dev.txt"):
            (self.root / name).write_text(f"# {name}\n")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found
            (self.bin / tool).symlink_to(found)
        self.log.touch()
        self.log.chmod(0o666)
        self.python("good", put=folder)

    def python(self, name: str = "python3", put: Path | None = None, **results: int) -> None:
        """Put a Python there; `version`, `venv`, `pip`, `network` are the exit codes of what the script asks it."""
        self._program(put or self.bin, name, PYTHON.format(**({"version": 0, "venv": 0, "pip": 0, "network": 0} | results)))

    def uv(self, venv: int = 0) -> None:
        self._program(self.bin, "uv", UV.format(venv=venv))

    def run(self, *words: str, cwd: Path | None = None, user: int | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "LOG": str(self.log), "GOOD": str(self.bin.parent / "good"), **more}
        as_user = {"user": user, "group": user, "extra_groups": []} if user else {}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            ["/bin/sh", str(self.root / "dayroom"), *words],
            cwd=cwd or self.root, env=environment, capture_output=True, text=True, check=False, **as_user,
        )  # fmt: skip

    def installs(self) -> list[str]:
        return self.log.read_text().splitlines()

    def _program(self, folder: Path, name: str, words: str) -> None:
        path = folder / name
        path.write_text(words)
        path.chmod(0o755)


@pytest.fixture
def house() -> Iterator[House]:
    # Not in pytest's own folder: that one is closed to the user "nobody" of the read-only tests.
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield House(Path(name))


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """The last line on the error output: the plain sentence."""
    assert done.returncode == 1, done.stdout + done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("Dayroom: ")
    assert "Traceback" not in done.stderr
    return last


def test_without_python_it_says_which_one_to_install(house: House) -> None:
    assert "Python 3.11 or later" in _said(house.run("run"))


def test_an_old_python_is_not_used(house: House) -> None:
    house.python(version=1)
    assert "Python 3.11 or later" in _said(house.run("run"))
    assert not (house.root / ".venv").exists()


def test_a_python_that_only_pretends_to_be_there_is_passed_over(house: House) -> None:
    house.python("python3.13", version=127)
    house.python("python3")
    assert house.run("run").returncode == 0


def test_without_the_venv_module_it_names_the_package(house: House) -> None:
    house.python(venv=1)
    assert "sudo apt install python3-venv" in _said(house.run("run"))


def test_without_a_network_it_says_so_and_tries_again_next_time(house: House) -> None:
    house.python(network=1)
    assert "the network is away" in _said(house.run("run"))
    house.python()
    shutil.copy(house.bin / "python3", house.root / ".venv" / "bin" / "python")
    assert house.run("run").returncode == 0
    assert len(house.installs()) == 2


@pytest.mark.parametrize("closed", ["house", "instance"])
def test_a_read_only_folder_is_named(house: House, closed: str) -> None:
    house.python()
    if closed == "instance":
        assert house.run("run").returncode == 0
        shutil.rmtree(house.root / "instance")
    house.root.chmod(0o555)
    try:
        said = _said(house.run("run", user=NOBODY if os.geteuid() == 0 else None))
    finally:
        house.root.chmod(0o755)
    assert "read-only" in said
    assert str(house.root) in said


def test_it_installs_the_locked_file_once_and_again_when_it_changed(house: House) -> None:
    house.python()
    for _ in range(2):
        assert house.run("run").returncode == 0
    assert len(house.installs()) == 1
    assert "--require-hashes" in house.installs()[0]
    (house.root / "requirements.txt").write_text("# changed\n")
    house.run("run")
    assert len(house.installs()) == 2


def test_a_virtual_environment_that_is_broken_is_made_again(house: House) -> None:
    house.python()
    house.run("run")
    (house.root / ".venv" / "bin" / "python").unlink()
    assert house.run("run").returncode == 0


def test_uv_is_used_where_it_is(house: House) -> None:
    house.uv()
    assert house.run("run").returncode == 0
    made, installed = house.installs()
    assert made.startswith("uv venv")
    assert "pip install" in installed
    assert "--require-hashes" in installed


def test_when_uv_cannot_python_does(house: House) -> None:
    house.uv(venv=1)
    house.python()
    assert house.run("run").returncode == 0


def test_when_uv_has_gone_python_takes_over_what_it_made(house: House) -> None:
    house.uv()
    house.run("run")
    (house.bin / "uv").unlink()
    house.python(pip=1, put=house.root / ".venv" / "bin", name="python")
    house.python()
    (house.root / "requirements.txt").write_text("# changed\n")
    assert house.run("run").returncode == 0
    assert house.installs()[-1].startswith("pip ")


@pytest.mark.parametrize(
    "words, handed",
    [
        (["run", "--empty"], ["app.core.run", "--empty"]),
        (["members", "add", "ana lima", "--role", "admin"], ["app.core.terminal", "members", "add", "ana lima", "--role", "admin"]),
        (["import", "../a b", "--dry-run"], ["app.core.terminal", "import", "../a b", "--dry-run"]),
    ],
)
def test_words_are_handed_over_as_they_are(house: House, words: list[str], handed: list[str]) -> None:
    house.python()
    done = house.run(*words, cwd=house.bin)
    assert done.stdout.splitlines() == [f"path={house.root}", "word=-P", "word=-m", *(f"word={word}" for word in handed)]


def test_the_instance_folder_is_for_its_owner_alone(house: House) -> None:
    house.python()
    house.run("run")
    assert (house.root / "instance").stat().st_mode & 0o777 == 0o700


def test_the_suite_gets_its_own_tools_and_two_processes(house: House) -> None:
    house.python()
    done = house.run("test", "tests/core", "-n0")
    files = [Path(line.split(" -r ")[1]) for line in house.installs()]
    assert files == [house.root / "requirements.txt", house.root / "requirements-dev.txt"]
    words = ("-m", "pytest", "-n", "2", "--dist", "worksteal", "tests/core", "-n0")
    assert done.stdout.splitlines()[1:] == [f"word={word}" for word in words]


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_help_needs_nothing_and_installs_nothing(house: House, words: list[str]) -> None:
    done = house.run(*words)
    assert done.returncode == 0
    assert "./dayroom run" in done.stdout
    assert "./dayroom test" in done.stdout
    assert house.installs() == []


def test_help_lists_every_word_once_all_is_installed(house: House) -> None:
    house.python()
    house.run("run")
    assert "word=--help" in house.run().stdout.splitlines()


def test_the_script_is_plain_and_may_be_run() -> None:
    text = (ROOT / "dayroom").read_text()
    assert text.startswith("#!/bin/sh\n")
    assert os.access(ROOT / "dayroom", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    for bashism in ("[[", "function ", "local ", "source ", "<<<", "&>", "==", "$'", "declare "):
        assert bashism not in text, bashism
    for shell in {shutil.which("dash"), "/bin/sh"} - {None}:
        assert subprocess.run([shell, "-n", str(ROOT / "dayroom")], check=False).returncode == 0
