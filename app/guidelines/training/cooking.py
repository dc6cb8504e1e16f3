"""Making every file of weights and its card from a folder of labelled texts."""

from __future__ import annotations

from pathlib import Path

from app.guidelines import checks
from app.guidelines.evaluation import Share
from app.guidelines.training.fitting import Fitted, fit
from app.guidelines.training.folds import FOLDS, Trial, scored, trials
from app.guidelines.training.recipe import Folder, Recipe
from app.guidelines.training.recipes import RECIPES

PLACE = Path(checks.__file__).parent


def cook(folder: Path, place: Path = PLACE, recipes: tuple[Recipe, ...] = RECIPES) -> list[Path]:
    """Write the weights and the card of each recipe below `place`; answers the files.

    The same folder gives the same bytes. Raises ValueError for a folder without the texts, ToolsMissing without scikit-learn.
    """
    written = []
    for recipe in recipes:
        examples = list(recipe.examples(Folder(folder)))
        fitted = fit(recipe, examples)
        target = place / recipe.target
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_weights(recipe, fitted), encoding="utf-8", newline="\n")
        card = target.with_suffix(".md")
        card.write_text(_card(recipe, fitted, trials(recipe, scored(recipe, examples))), encoding="utf-8", newline="\n")
        written += [target, card]
    return written


def _weights(recipe: Recipe, fitted: Fitted) -> str:
    head = [
        f"# Weights of {recipe.name}, in thousandths. Made by: ./dayroom guidelines train FOLDER; do not edit by hand.",
        f"# The card beside this file, {Path(recipe.target).stem}.md, says from what and how well it does.",
        f"# pairs: {'yes' if recipe.shape.pairs else 'no'}",
        f"# pieces: {' '.join(map(str, recipe.shape.pieces))}",
        "# limits: " + " ".join(f"{name}={value:g}" for name, value in sorted(recipe.limits.items())),
        f"# bias: {fitted.bias}",
    ]
    rows = sorted(fitted.weights.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join([*head, *(f"{feature}\t{weight}" for feature, weight in rows)]) + "\n"


def _card(recipe: Recipe, fitted: Fitted, figures: list[Trial]) -> str:
    """What somebody must know before they trust the weights. The figures of the finished checks are in docs/checks.md."""
    lines = [
        f"# {recipe.name}",
        "",
        f"Made {recipe.made} by `./dayroom guidelines train FOLDER` from the part of the texts that is not held out.",
        "",
        f"- Samples: {fitted.labelled} with the label, {fitted.others} without.",
        f"- Features: {len(fitted.weights)}; each stands in at least {recipe.min_texts} different texts.",
        f"- Model: logistic, C = {recipe.cost:g}, {'classes weighed alike' if recipe.balanced else 'as they come'}, liblinear.",
        "- Limits: " + ", ".join(f"{name} {value:g}" for name, value in sorted(recipe.limits.items())) + ".",
        "",
        "## Figures",
        f"The model alone, without the lists of its check, on texts that it was not fitted on ({FOLDS} folds).",
        "",
        "| limit | texts | labelled ones found | others touched |",
        "| --- | --- | --- | --- |",
        *(
            f"| {each.limit} | {each.source or 'all'} | {_share(each.found)} | {_share(each.touched)} |"
            for each in figures
        ),
        "",
        "## Data and licence",
        *(f"- {source}" for source in recipe.sources),
        "",
        "## Known failings",
        *(f"- {failing}" for failing in recipe.failings),
    ]
    return "\n".join(lines) + "\n"


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{share.part}/{share.whole} ({low:.1%} to {high:.1%})" if share.whole else "none"
