"""Drafts: saved as one types, reopened by their author only, gone when posted or after thirty days."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.markup import LONGEST_TEXT, TooLong
from app.core.policy import NotFound, require
from app.discussions import policies
from app.discussions.inputs import DraftInput, EditInput, ReplyInput, StartInput
from app.discussions.models import Discussion, Draft, Post
from app.discussions.models.draft import KEPT_FOR
from app.discussions.preparing import Words
from app.groups.models import Group

KEY_LENGTH = (16, 64)
"""Fewest and most characters of a key, as `core.tokens.new_token` makes them."""
MOST_DRAFTS = 200


@command
def save_draft(actor: Actor, given: DraftInput) -> str:
    """Keep what the composer holds; answers the key. Raises NotFound when the key is another's, Forbidden, TooLong."""
    require(policies.keep_draft(actor))
    assert actor.member_id is not None
    return _save(actor.member_id, given)


@command
def keep_for(member_id: int, given: DraftInput) -> str:
    """Keep words that came in on a session that has run out: they wait for their author to sign in. Nothing is shown."""
    return _save(member_id, given)


@command
def discard_draft(actor: Actor, key: str) -> None:
    """Throw one's own draft away. Raises NotFound when there is none."""
    db.session.delete(_own_draft(actor, key))


@command
def forget_draft(actor: Actor, key: str, post_id: int | None = None) -> None:
    """The draft became a post; with `post_id`, other drafts of edits of that post are done with as well."""
    mine = Draft.author_id == actor.member_id
    gone = (Draft.key == key) if post_id is None else (Draft.key == key) | (Draft.post_id == post_id)
    db.session.execute(delete(Draft).where(mine, gone))


@command
def carry_drafts(group_id: int, into_id: int) -> None:
    """Drafts of new discussions for one group are for another one from now on; whether one may start there is asked on posting."""
    db.session.execute(
        update(Draft)
        .where(Draft.group_id == group_id)
        .values(group_id=into_id)
        .execution_options(synchronize_session=False)
    )


@command
def forget_old_drafts() -> None:
    """Forget drafts that nobody touched for thirty days."""
    db.session.execute(delete(Draft).where(Draft.updated_at < clock.now() - KEPT_FOR))


def disputes(actor: Actor, given: StartInput | ReplyInput | EditInput, words: Words) -> frozenset[str]:
    """Keys of findings that the author calls wrong: as sent, or as kept with the draft when the words come from the composer again.

    One statement, only where something was found and nothing was sent along.
    """
    if given.disputed or not words.noticed.findings:
        return given.disputed
    own = select(Draft.disputed).where(Draft.key == given.draft_key, Draft.author_id == actor.member_id)
    return frozenset(db.session.scalar(own) or ())


def _save(member_id: int, given: DraftInput) -> str:
    if any(len(words.encode()) > LONGEST_TEXT * 2 for words in (given.body, given.title, given.tags)):
        raise TooLong("text")
    if not KEY_LENGTH[0] <= len(given.key) <= KEY_LENGTH[1]:
        raise NotFound
    draft = db.session.scalar(select(Draft).where(Draft.key == given.key))
    if draft is None:
        if _is_posted(member_id, given.key):
            return given.key
        draft = _begin(member_id, given)
    if draft.author_id != member_id:
        raise NotFound
    _fill(draft, given)
    db.session.flush()
    _drop_the_oldest(member_id)
    return draft.key


def _begin(member_id: int, given: DraftInput) -> Draft:
    """The row of a new key. Two savings of it may arrive together: the second finds the row of the first."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Draft).values(
        key=given.key, author_id=member_id, kind=given.kind, title="", body="", tags="", updated_at=clock.now()
    )
    db.session.execute(row.on_conflict_do_nothing(index_elements=["key"]))
    return db.session.scalars(select(Draft).where(Draft.key == given.key)).one()


def _fill(draft: Draft, given: DraftInput) -> None:
    draft.kind = given.kind
    # A place that is gone, or never was, must not cost anybody their words.
    draft.group_id = given.group_id if given.group_id and db.session.get(Group, given.group_id) else draft.group_id
    known = given.discussion_id and db.session.get(Discussion, given.discussion_id)
    draft.discussion_id = given.discussion_id if known else draft.discussion_id
    draft.reply_to_id = given.reply_to_id if given.reply_to_id and db.session.get(Post, given.reply_to_id) else None
    draft.post_id = given.post_id if given.post_id and db.session.get(Post, given.post_id) else draft.post_id
    draft.title, draft.body, draft.tags = given.title, given.body, given.tags
    draft.audience = given.audience
    draft.updated_at = clock.now()


def _is_posted(member_id: int, key: str) -> bool:
    """A late autosave of words that are a post by now must not bring the draft back."""
    return db.session.scalar(select(Post.id).where(Post.author_id == member_id, Post.draft_key == key)) is not None


def _drop_the_oldest(member_id: int) -> None:
    newest = select(Draft.id).where(Draft.author_id == member_id).order_by(Draft.updated_at.desc()).limit(MOST_DRAFTS)
    db.session.execute(delete(Draft).where(Draft.author_id == member_id, Draft.id.not_in(newest)))


def _own_draft(actor: Actor, key: str) -> Draft:
    draft = db.session.scalar(select(Draft).where(Draft.key == key, Draft.author_id == actor.member_id))
    if draft is None or not actor.is_active:
        raise NotFound
    return draft
