"""`./dayroom lab`: staff's own rules from the command line."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.accounts.actor import SYSTEM
from app.core.policy import Invalid, NotFound
from app.core.wording import many
from app.lab.queries.backtest import back_test
from app.lab.queries.rules import RuleShown, find_rule, rules_of
from app.lab.wording import EFFECTS, STANDINGS, sentence


@click.group("lab")
def lab() -> None:
    """Rules of staff's own: what they look for, and what they would find."""


@lab.command("rules")
@with_appcontext
def list_rules() -> None:
    """Every rule, with its place, what happens, and what it touched in 28 days."""
    found = rules_of(SYSTEM)
    for shown in found:
        click.echo(_line(shown))
    if not found:
        click.echo("There are no rules yet. Staff make them at the desk, under “Rule lab”.")


@lab.command("backtest")
@click.argument("rule_id", type=int, metavar="ID")
@with_appcontext
def backtest(rule_id: int) -> None:
    """Try rule ID on the last posts of its place. Prints counts and addresses, never what people wrote."""
    try:
        shown = find_rule(SYSTEM, rule_id)
        tried = back_test(SYSTEM, shown.given)
    except NotFound as error:
        raise click.ClickException(f"There is no rule {rule_id}. `./dayroom lab rules` shows all.") from error
    except Invalid as error:
        raise click.ClickException(sentence(error)) from error
    whole = "" if tried.is_whole else " It stopped there, so that it does not take too long."
    posts = many(tried.read, "post", "posts")
    click.echo(f"“{shown.rule.title}” would touch {tried.found:,} of the last {posts}; {tried.seconds:.2f} s.{whole}")
    for hit in tried.hits:
        click.echo(hit.post.url)


def _line(shown: RuleShown) -> str:
    figures = shown.figures
    state = f"{STANDINGS[shown.standing]}, {EFFECTS[shown.rule.effect].lower()}"
    counted = f"{figures.touched:,} of {figures.checked:,} drafts, {figures.disputed:,} called wrong"
    return f"{shown.rule.id}  {shown.rule.title}  ({shown.place})  {state}; {counted}"


commands_offered = (lab,)
