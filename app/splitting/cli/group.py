"""The word `splitting`, that every module of this command line adds to."""

from __future__ import annotations

import click


@click.group()
def splitting() -> None:
    """Advice on splitting groups, and plans to do it."""
