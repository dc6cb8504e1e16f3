"""The words of `./dayroom guidelines` that measure checks and make what they read: weights, cards, and what phrases need."""

from __future__ import annotations

from pathlib import Path

import click

from app.core.cli import without_database
from app.guidelines.checks.index import write_all
from app.guidelines.evaluation import Part, evaluate, read_rows
from app.guidelines.report import report
from app.guidelines.training.cooking import cook
from app.guidelines.training.fitting import ToolsMissing
from app.help.queries import shipped_numbers


@click.command("evaluate")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--part", type=click.Choice([part.value for part in Part]), default=Part.ALL.value, show_default=True)
@click.option("--misses", is_flag=True, help="Print the texts that were missed and those that were touched wrongly.")
@click.option("--by-source", is_flag=True, help="Count each source of a file by itself.")
@without_database
def evaluate_files(files: tuple[Path, ...], part: str, misses: bool, by_source: bool) -> None:
    """Say how well the checks do on labelled texts, {"id", "text", "labels"} a line: precision, recall, others touched."""
    try:
        sets = [found for file in files for found in read_rows(file, Part(part), by_source=by_source)]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    numbers = shipped_numbers()
    for line in report([evaluate(each, numbers) for each in sets], misses=misses):
        click.echo(line)


@click.command("train")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@without_database
def make_weights(folder: Path) -> None:
    """Make the files of weights and their cards again from a FOLDER of labelled texts; the same folder gives the same bytes."""
    try:
        written = cook(folder)
    except (ValueError, ToolsMissing) as error:
        raise click.ClickException(str(error)) from error
    for path in (*written, *write_all()):
        click.echo(f"Written: {path}")


@click.command("index")
@without_database
def write_index() -> None:
    """Write again what phrases and patterns need to be looked up: after a change of them, so that a start stays quick."""
    for path in write_all():
        click.echo(f"Written: {path}")


WORDS = {word.name: word for word in (evaluate_files, make_weights, write_index)}
