"""Background entry points of discussions, each calling a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from app.core.jobs import crontab, defer, every, job
from app.discussions.commands.drafts import forget_old_drafts
from app.discussions.commands.renaming import rename_quotes
from app.discussions.commands.telling import tell, whom_to_tell
from app.notifications.commands import notify_of


def _ahead(asked: Sequence[Mapping[str, Any]]) -> Callable[[], None]:
    return partial(notify_of, whom_to_tell([post_id for each in asked for post_id in _posts(**each)]))


@job("discussions.tell", whole=True, ahead=_ahead)
def tell_of_posts(post_ids: Sequence[int] = (), post_id: int = 0) -> None:
    """Write the notices of published posts. `post_id` stands in promises of an earlier version.

    Several come here alone only when they could not be told of with others: then each is promised by itself.
    """
    posts = _posts(post_ids, post_id)
    if len(posts) == 1:
        tell(posts[0])
        return
    for one in posts:
        defer("discussions.tell", post_ids=[one])


def _posts(post_ids: Sequence[int] = (), post_id: int = 0) -> list[int]:
    return [*post_ids, *([post_id] if post_id else [])]


@job("discussions.rename_quotes")
def quotes_follow_name(member_id: int, is_back: bool) -> None:
    """A name was taken back, or given back: others' quotes of the member follow."""
    after: int | None = 0
    while after is not None:
        after = rename_quotes(member_id, after, is_back=is_back)


@every("discussions.forget_old_drafts", crontab(hour="3", minute="40"))
def forget_drafts() -> None:
    """Once a night."""
    forget_old_drafts()
