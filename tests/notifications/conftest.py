"""A kind of notice for these tests: about a thing whose id is in the notice; things above 100 are hidden from everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from app.accounts.actor import Actor
from app.notifications.models import Notice
from app.notifications.registry import KINDS, NoticeKind, NoticeView, register_kind

HIDDEN_FROM = 100


def _views(actor: Actor, notices: Sequence[Notice]) -> dict[int, NoticeView]:
    return {
        notice.id: NoticeView(
            title=f"Thing {notice.subject_id}", words="A line of it.", url="/help", who="Samuel", role="mentor"
        )
        for notice in notices
        if (notice.subject_id or 0) <= HIDDEN_FROM
    }


@pytest.fixture(autouse=True)
def thing_kind() -> Iterator[str]:
    register_kind(NoticeKind(name="test.thing", label="Things", mail_words="Somebody answered you", load=_views))
    yield "test.thing"
    del KINDS["test.thing"]
