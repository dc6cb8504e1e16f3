"""What packages above tell accounts: groups know who belongs where and how paths are called; guidelines know their version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from app.accounts.actor import Actor

YOU, SIGNING_IN, MAIL, STANDING, DATA = "You", "Signing in", "Mail", "My standing", "My data"
SORTS = (YOU, SIGNING_IN, MAIL, STANDING, DATA)
"""The sorts of pages of one's own account, as their tabs are called."""

ProfilePart = Callable[[Actor, int], tuple[str, dict[str, Any]] | None]

Question = Callable[[Any], Select[Any]]
"""Takes the column of a member's id, answers a select of one value."""

_door: dict[str, Question] = {}
_groups: list[Callable[[int], frozenset[int]]] = []
_paths: list[Callable[[str], str | None]] = []
_names: list[Callable[[Actor, tuple[str, ...]], dict[str, str]]] = []
_pages: list[tuple[str, str, str, Callable[[Actor], bool], bool]] = []
_profile_parts: list[ProfilePart] = []
_guidelines: list[Callable[[], str]] = []


def belongs_to(loader: Callable[[int], frozenset[int]]) -> Callable[[int], frozenset[int]]:
    """Plug in: member id -> ids of the groups they belong to, in one statement."""
    _groups[:] = [loader]
    return loader


def at_the_door(name: str) -> Callable[[Question], Question]:
    """Plug in: what to read of everybody who comes in, in the one statement that finds out who they are.

    `group_ids` is known to accounts: rows of the groups they belong to. Raises ValueError when the name is taken.
    """

    def register(question: Question) -> Question:
        if name in _door:
            raise ValueError(f"a question at the door has a name of its own: {name!r}")
        _door[name] = question
        return question

    return register


def questions_at_the_door() -> dict[str, Question]:
    """What packages above ask, by name."""
    return _door


def knows_paths(source: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """Plug in: slug of a group -> its path, or None when there is no such group."""
    _paths[:] = [source]
    return source


def names_paths(
    source: Callable[[Actor, tuple[str, ...]], dict[str, str]],
) -> Callable[[Actor, tuple[str, ...]], dict[str, str]]:
    """Plug in: (actor, paths) -> group names by path, without those whose group the actor may not see."""
    _names[:] = [source]
    return source


def knows_guidelines(source: Callable[[], str]) -> Callable[[], str]:
    """Plug in: the version of the guidelines in force, which somebody who joins accepts."""
    _guidelines[:] = [source]
    return source


def _everybody(_actor: Actor) -> bool:
    return True


def account_page(
    endpoint: str,
    label: str,
    sort: str,
    for_whom: Callable[[Actor], bool] = _everybody,
    *,
    while_suspended: bool = False,
) -> None:
    """Plug in: a page of one's own account, such as what comes by mail, beside the others of its sort, for those it concerns.

    A suspended member has the tabs of pages that are open to them.
    """
    _pages.append((endpoint, label, sort, for_whom, while_suspended))


def account_pages(actor: Actor) -> dict[str, tuple[tuple[str, str], ...]]:
    """(endpoint, label) of the pages that packages above offer to this actor, by their sort."""
    offered: dict[str, tuple[tuple[str, str], ...]] = {}
    for endpoint, label, sort, for_whom, while_suspended in _pages:
        if for_whom(actor) and (while_suspended or not actor.is_suspended):
            offered[sort] = (*offered.get(sort, ()), (endpoint, label))
    return offered


def group_ids(member_id: int) -> frozenset[int]:
    """The groups a member belongs to."""
    return _groups[0](member_id) if _groups else frozenset()


def path_of_slug(slug: str) -> str | None:
    """The path of the group at `slug`."""
    return _paths[0](slug) if _paths else None


def names_of_paths(actor: Actor, paths: tuple[str, ...]) -> dict[str, str]:
    """How the groups at `paths` are called, where the actor may know."""
    return _names[0](actor, paths) if _names and paths else {}


def profile_part(loader: ProfilePart) -> ProfilePart:
    """Plug in: (actor, member id) -> a template for that member's profile and its values (`part` in it), or None.

    With `at_foot` among the values it stands below everything else.
    """
    _profile_parts.append(loader)
    return loader


def profile_parts(actor: Actor, member_id: int) -> list[tuple[str, dict[str, Any]]]:
    """What packages above show on a profile to this actor."""
    found = (loader(actor, member_id) for loader in _profile_parts)
    return [part for part in found if part is not None]


def guidelines_version() -> str:
    """The version of the guidelines in force; '' when there are none yet."""
    return _guidelines[0]() if _guidelines else ""
