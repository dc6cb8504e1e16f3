"""Figures of the checks as a table to read in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.guidelines.evaluation import Evaluation, Figures, Share

_SHOWN = 160


def report(evaluations: Iterable[Evaluation], *, misses: bool = False) -> Iterator[str]:
    """Lines: for each set a heading and its categories. `misses` adds the texts that were missed or touched wrongly.

    A category whose label no text of the set has gets no recall: only how many of the texts it touches.
    """
    for each in evaluations:
        whole = each.held.whole
        yield f"{each.name}: {whole} text{'' if whole == 1 else 's'}, held or blocked {_share(each.held)}"
        yield f"  {'category':<15}{'recall':<34}{'precision':<34}others touched"
        for figures in each.figures:
            has_label = bool(figures.recall.whole)
            recall, precision = (_share(figures.recall), _share(figures.precision)) if has_label else ("-", "-")
            yield f"  {figures.category:<15}{recall:<34}{precision:<34}{_share(figures.touched)}"
        if misses:
            yield from _misses(each)
        yield ""


def _share(share: Share) -> str:
    if not share.whole:
        return "-"
    low, high = share.interval
    return f"{share.part}/{share.whole} = {share.value:.1%} ({low:.1%} to {high:.1%})"


def _misses(each: Evaluation) -> Iterator[str]:
    for figures in each.figures:
        yield from _listed(each, figures, "missed", figures.missed)
        yield from _listed(each, figures, "touched", figures.wrong)


def _listed(each: Evaluation, figures: Figures, what: str, ids: tuple[str, ...]) -> Iterator[str]:
    for key in ids:
        words = " ".join(each.texts.get(key, "").split())
        yield f"  {what} {figures.category} {key}: {words if len(words) <= _SHOWN else words[:_SHOWN] + '…'}"
