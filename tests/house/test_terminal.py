"""A person at a real terminal: what `./dayroom run --empty` asks, and Ctrl-C."""

from __future__ import annotations

import os
import pty
import select
import time
from pathlib import Path

from tests.house.cradle import CRADLE
from tests.house.running import PASSWORD, RunningHouse


class Terminal:
    """A pseudo-terminal with the house at its other end."""

    def __init__(self, house: RunningHouse, *words: str) -> None:
        self.seen = ""
        self.screen, inner = pty.openpty()
        self.process = CRADLE.fork("run", words, house.environment(), (inner, inner, inner), "terminal")
        os.close(inner)

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

    def until_it_listens(self, seconds: float = 60) -> None:
        """It has asked, and waits: it sleeps, and has taken no more of the processor than when we looked before."""
        stat, before, same = Path(f"/proc/{self.process.pid}/stat"), [""], 0
        deadline = time.monotonic() + seconds
        while same < 5:
            assert time.monotonic() < deadline, f"it does not wait for an answer: {self.seen!r}"
            time.sleep(0.02)
            state, *figures = stat.read_text().rpartition(")")[2].split()
            now = [state, *figures[10:12]]
            same = same + 1 if state == "S" and now == before else 0
            before = now

    def press_ctrl_c(self) -> int:
        """The exit code. Pressed in the instant before a question listens it can be lost; then one presses again."""
        for _ in range(4):
            os.write(self.screen, b"\x03")
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                code = self.process.poll()
                if code is not None:
                    os.close(self.screen)
                    return code
                time.sleep(0.05)
        raise AssertionError(f"it goes on after Ctrl-C: {self.seen!r}")


def test_an_empty_community_is_opened_by_answering_again_what_is_refused_and_closed_by_ctrl_c(tmp_path: Path) -> None:
    house = RunningHouse(tmp_path / "instance")
    terminal = Terminal(house, "--empty")
    terminal.answer("Name of your community: ", "Heart Room")
    terminal.answer("Username of its first admin: ", "")
    terminal.answer("Username of its first admin: ", "marta")
    terminal.answer("Their mail address: ", "marta@example.org")
    terminal.answer("A password for them: ", PASSWORD)
    terminal.answer("The same again: ", "something else")
    terminal.wait_for("The two differ")
    terminal.answer("A password for them: ", "short")
    terminal.answer("The same again: ", "short")
    terminal.wait_for("Please answer again.")
    terminal.answer("Username of its first admin: ", "marta")
    terminal.answer("Their mail address: ", "marta@example.org")
    terminal.answer("A password for them: ", PASSWORD)
    terminal.answer("The same again: ", PASSWORD)
    terminal.wait_for("Ctrl-C closes it.")
    assert house.url in terminal.seen
    assert PASSWORD not in terminal.seen
    assert terminal.press_ctrl_c() == 130
    assert house.word("members", "list").stdout.startswith("marta\tmarta\tadmin on /")


def test_ctrl_c_instead_of_an_answer_opens_nothing(tmp_path: Path) -> None:
    house = RunningHouse(tmp_path / "instance")
    terminal = Terminal(house, "--empty")
    terminal.answer("Name of your community: ", "Heart Room")
    terminal.wait_for("first admin")
    terminal.until_it_listens()
    assert terminal.press_ctrl_c() == 130
    assert "Traceback" not in terminal.seen
    assert house.word("members", "list").stdout == ""
