"""`./dayroom groups …`"""

from __future__ import annotations

from flask import Flask

from tests.groups.places import Places


def _run(app: Flask, *words: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["groups", *words])
    return done.exit_code, done.output


def test_groups_are_listed_as_a_tree(app: Flask, places: Places) -> None:
    code, output = _run(app, "list")
    assert code == 0
    assert "heart\tHeart\tpublic\t2\n  ablation\tAblation\tpublic\t0\n    first-weeks\t" in output
    assert "old-room\tOld room\tclosed\t0" in output


def test_adding_moving_and_closing(app: Flask, places: Places) -> None:
    assert _run(app, "add", "Lungs", "--purpose", "For every breath.") == (0, "Lungs is at /groups/lungs.\n")
    code, output = _run(app, "move", "lungs", "--under", "kidney")
    assert code == 1 and "Kidney is members only" in output and "--narrow" in output and "Tick" not in output
    assert _run(app, "move", "lungs", "--under", "kidney", "--narrow")[0] == 0
    assert "  lungs\tLungs\tmembers" in _run(app, "list")[1]
    assert _run(app, "archive", "kidney")[0] == 0
    code, output = _run(app, "unarchive", "lungs")
    assert code == 1 and "Kidney is closed. Open it first." in output
    assert _run(app, "unarchive", "kidney")[0] == 0
    assert _run(app, "recount")[0] == 0


def test_mistakes_are_said_plainly(app: Flask, places: Places) -> None:
    code, output = _run(app, "archive", "nowhere")
    assert code == 1 and "There is no group at 'nowhere'." in output
    assert "--under SLUG or --top" in _run(app, "move", "heart")[1]
    code, output = _run(app, "add", "Heart")
    assert code == 1 and "choose another name" in output
