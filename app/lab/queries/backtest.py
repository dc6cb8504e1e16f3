"""Trying a rule on what people wrote lately. It reads, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

from markupsafe import Markup

from app.accounts.actor import Actor
from app.discussions.queries.checked_posts import CheckedPost, newest_posts
from app.guidelines.assessment import assess
from app.guidelines.checks.reading import Check
from app.guidelines.draft import Draft
from app.guidelines.findings import Finding
from app.lab.inputs import RuleInput
from app.lab.matching import check_of

MOST_POSTS = 2000
MOST_SHOWN = 50
MOST_SECONDS = 5.0
"""It stops after so long, and says how far it came."""
AROUND = 90
"""Letters of the post that are shown before and after the first words found."""


@dataclass(frozen=True)
class Hit:
    """A post in which the rule would have found something, with the words around the first place."""

    post: CheckedPost
    words: Markup


@dataclass(frozen=True)
class BackTest:
    """`hits` are the newest `MOST_SHOWN` of the `found`; `seconds` is how long all of it took."""

    read: int
    found: int
    hits: tuple[Hit, ...]
    seconds: float
    is_whole: bool

    @property
    def share(self) -> float | None:
        return self.found / self.read if self.read else None


def back_test(actor: Actor, given: RuleInput) -> BackTest:
    """Try a rule on the newest posts of its place that the actor moderates. Raises Invalid as `matching.finder`.

    1 statement for each 250 posts.
    """
    check = check_of("rule:0", given)
    return _tried(check, newest_posts(actor, given.scope_path, MOST_POSTS))


def _tried(check: Check, posts: Iterable[CheckedPost]) -> BackTest:
    began = perf_counter()
    read, found = 0, 0
    hits: list[Hit] = []
    for post in posts:
        read += 1
        findings = assess(Draft(post.body, title=post.title), checks=(check,)).findings
        if findings:
            found += 1
            if len(hits) < MOST_SHOWN:
                hits.append(Hit(post, _around(post, findings[0])))
        if perf_counter() - began > MOST_SECONDS:
            return BackTest(read, found, tuple(hits), perf_counter() - began, is_whole=False)
    return BackTest(read, found, tuple(hits), perf_counter() - began, is_whole=True)


def _around(post: CheckedPost, finding: Finding) -> Markup:
    text = post.title if finding.field == "title" else post.body
    start, end = max(0, finding.start - AROUND), min(len(text), finding.end + AROUND)
    parts = (text[start : finding.start], text[finding.start : finding.end], text[finding.end : end])
    # On one line: people's words are shown as they are, without their markup.
    before, words, after = ("".join(" " if char.isspace() else char for char in part) for part in parts)
    shown = Markup("{}<mark>{}</mark>{}").format(before, words, after)
    return Markup("{}{}{}").format("…" if start else "", shown, "…" if end < len(text) else "")
