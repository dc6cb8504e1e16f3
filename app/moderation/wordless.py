"""What most things on the desk that are nobody's words have in common: nobody reports them, and nothing about them is ruled on."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.policy import Conflict, NotFound
from app.moderation.registry import Before, SubjectView, Surrounding


class WordlessSubject:
    """An adapter that lacks its `kind` and its `views`. Such an item ends by ways of its own, or is closed as seen."""

    def flaggable(self, _actor: Actor, _subject_id: int) -> SubjectView:
        """There is nothing to report. Raises NotFound."""
        raise NotFound

    def surroundings(self, _subject_id: int) -> list[Surrounding]:
        """Nothing was said before it."""
        return []

    def actions(self, _view: SubjectView) -> tuple[str, ...]:
        """None: there are no words to change."""
        return ()

    def apply(self, _actor: Actor, _subject_id: int, _action: str, _revision_id: int | None) -> Before:
        """Never by the desk's usual decision. Raises Conflict."""
        raise Conflict("not_now")
