"""A person at a real terminal: what `./dayroom run --empty` asks, and Ctrl-C."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

from config import ROOT
from tests.house.running import PASSWORD, RunningHouse


class Terminal:
    """A pseudo-terminal with the house at its other end."""

    def __init__(self, house: RunningHouse, *words: str) -> None:
        self.seen = ""
        self.pid, self.screen = pty.fork()
        if self.pid == 0:
            # A test run that was started in the background ignores Ctrl-C, and its children would as well.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.chdir(ROOT)
            os.execve(sys.executable, [sys.executable, "-P", "-m", "app.core.run", *words], house.environment())

    def wait_for(self, words: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.seen:
            assert time.monotonic() < deadline, f"waited for {words!r}, saw {self.seen!r}"
            if select.select([self.screen], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.screen, 4096).decode()
                except OSError as gone:
                    raise AssertionError(f"it ended before {words!r}: {self.seen!r}") from gone

    def answer(self, question: str, words: str) -> None:
        self.wait_for(question)
        self.seen = ""
        os.write(self.screen, f"{words}\n".encode())

    def press_ctrl_c(self) -> int:
        """The exit code. Pressed in the instant before a question listens it can be lost; then one presses again."""
        for _ in range(4):
            os.write(self.screen, b"\x03")
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
                if ended:
                    os.close(self.screen)
                    return os.waitstatus_to_exitcode(status)
                time.sleep(0.05)
        raise AssertionError(f"it goes on after Ctrl-C: {self.seen!r}")


def test_an_empty_community_is_opened_by_answering_and_closed_by_ctrl_c(tmp_path: Path) -> None:
    house = RunningHouse(tmp_path / "instance")
    terminal = Terminal(house, "--empty")
    terminal.answer("Name of your community: ", "Heart Room")
    terminal.answer("Username of its first admin: ", "")
    terminal.answer("Username of its first admin: ", "marta")
    terminal.answer("Their mail address: ", "marta@example.org")
    terminal.answer("A password for them: ", PASSWORD)
    terminal.answer("The same again: ", "something else")
    terminal.wait_for("The two differ")
    terminal.answer("A password for them: ", PASSWORD)
    terminal.answer("The same again: ", PASSWORD)
    terminal.wait_for("Ctrl-C closes it.")
    assert house.url in terminal.seen
    assert PASSWORD not in terminal.seen
    assert terminal.press_ctrl_c() == 130
    assert house.word("members", "list").stdout.startswith("marta\tmarta\tadmin on /")


def test_what_is_refused_is_asked_again(tmp_path: Path) -> None:
    house = RunningHouse(tmp_path / "instance")
    terminal = Terminal(house, "--empty", "--name", "Heart Room", "--admin", "marta", "--email", "marta@example.org")
    terminal.answer("A password for them: ", "short")
    terminal.answer("The same again: ", "short")
    terminal.wait_for("Please answer again.")
    terminal.answer("Username of its first admin: ", "marta")
    terminal.answer("Their mail address: ", "marta@example.org")
    terminal.answer("A password for them: ", PASSWORD)
    terminal.answer("The same again: ", PASSWORD)
    terminal.wait_for("Ctrl-C closes it.")
    assert terminal.press_ctrl_c() == 130


def test_ctrl_c_instead_of_an_answer_opens_nothing(tmp_path: Path) -> None:
    house = RunningHouse(tmp_path / "instance")
    terminal = Terminal(house, "--empty")
    terminal.answer("Name of your community: ", "Heart Room")
    terminal.wait_for("first admin")
    assert terminal.press_ctrl_c() == 130
    assert "Traceback" not in terminal.seen
    assert house.word("members", "list").stdout == ""
