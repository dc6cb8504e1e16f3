"""The first look at an export: every line is read once, and what cannot be used is named. Nothing is written, no database is asked.

What stays in memory is where things stand and how they hang together, not what people wrote: about 300 bytes for each post.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.imports.fields import Fields, Unreadable
from app.imports.lines import Broken, Line, read_lines
from app.imports.manifest import Manifest
from app.imports.records import (
    DISCUSSIONS,
    FLAGS,
    GROUPS,
    MEMBERS,
    POSTS,
    FlagRecord,
    GroupRecord,
    Kind,
    MemberRecord,
    PostRecord,
    R,
)
from app.imports.report import Report


class Place(NamedTuple):
    """Where a record stands in its file."""

    line: int
    offset: int


class PostPlace(NamedTuple):
    """A post of a discussion; `reply_to` is None where it answers the discussion, or something that could not be read."""

    id: str
    position: int
    line: int
    offset: int
    reply_to: str | None


@dataclass(slots=True)
class Talk:
    """A discussion and its posts in their order, the opening one first."""

    id: str
    place: Place
    posts: list[PostPlace] = field(default_factory=list)


@dataclass
class Survey:
    """Everything that can be used. Groups are ordered parents first; `handles` are usernames of the export -> member id."""

    groups: dict[str, tuple[int, GroupRecord]] = field(default_factory=dict)
    members: dict[str, Place] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    talks: dict[str, Talk] = field(default_factory=dict)
    flags: list[tuple[int, FlagRecord]] = field(default_factory=list)

    def size(self) -> int:
        """Records to bring in, for a progress bar."""
        posts = sum(len(talk.posts) for talk in self.talks.values())
        return len(self.groups) + len(self.members) + len(self.talks) + posts + len(self.flags)


class Surveyor:
    """Goes through the files in their order. One use."""

    def __init__(self, folder: Path, manifest: Manifest, start: datetime, report: Report) -> None:
        self.folder, self.manifest, self.start, self.report = folder, manifest, start, report
        self.found = Survey()

    def survey(self) -> Survey:
        """Raises OSError when a file cannot be read."""
        self._groups()
        for line, member in self._records(MEMBERS):
            self._check_belonging(line.number, member)
            self.found.members[member.id] = Place(line.number, line.offset)
            self.found.handles.setdefault(member.username.lower(), member.id)
        self._discussions()
        posts = self._posts()
        self._flags(posts)
        return self.found

    def _groups(self) -> None:
        read = {record.id: (line.number, record) for line, record in self._records(GROUPS)}
        waiting = dict(read)
        while True:
            ready = [
                key
                for key, (_, record) in waiting.items()
                if record.parent is None or record.parent in self.found.groups
            ]
            if not ready:
                break
            for key in ready:
                self.found.groups[key] = waiting.pop(key)
        for number, record in waiting.values():
            code = "in_a_circle" if self._leads_round(record, read) else "unknown_id"
            self.report.skip(GROUPS.name, number, code, field="parent", value=record.parent, file=GROUPS.file)

    def _leads_round(self, record: GroupRecord, read: dict[str, tuple[int, GroupRecord]]) -> bool:
        seen = {record.id}
        parent = record.parent
        while parent is not None and parent in read:
            if parent in seen:
                return True
            seen.add(parent)
            parent = read[parent][1].parent
        return False

    def _check_belonging(self, number: int, member: MemberRecord) -> None:
        """Groups and roles that lead nowhere are left out; the member stays."""
        groups = {*member.groups, *(role.group for role in member.roles if role.group is not None)}
        for key in sorted(groups - self.found.groups.keys()):
            self.report.mend(MEMBERS.name, number, "no_such_group", value=key)
        for kind in member.unknown_roles:
            self.report.mend(MEMBERS.name, number, "no_such_role", value=kind[:40])

    def _discussions(self) -> None:
        for line, record in self._records(DISCUSSIONS):
            if record.group_id not in self.found.groups:
                self._unknown(DISCUSSIONS, line.number, "group_id", record.group_id, GROUPS.file)
            elif record.author_id not in self.found.members:
                self._unknown(DISCUSSIONS, line.number, "author_id", record.author_id, MEMBERS.file)
            else:
                self.found.talks[record.id] = Talk(record.id, Place(line.number, line.offset))

    def _posts(self) -> dict[str, str]:
        """Fills the talks; answers the discussion of every post that stays."""
        known: dict[str, tuple[str, int]] = {}
        for line, record in self._records(POSTS):
            if record.discussion_id not in self.found.talks:
                self._unknown(POSTS, line.number, "discussion_id", record.discussion_id, DISCUSSIONS.file)
            elif record.author_id not in self.found.members:
                self._unknown(POSTS, line.number, "author_id", record.author_id, MEMBERS.file)
            else:
                known[record.id] = (record.discussion_id, line.number)
                self.found.talks[record.discussion_id].posts.append(_placed(record, line))
        for talk in list(self.found.talks.values()):
            self._settle(talk, known)
        return {post.id: talk.id for talk in self.found.talks.values() for post in talk.posts}

    def _settle(self, talk: Talk, known: dict[str, tuple[str, int]]) -> None:
        """Put the posts of a discussion in order; without an opening post there is no discussion."""
        ordered = sorted(talk.posts, key=lambda post: (post.position, post.line))
        if not ordered or ordered[0].position != 1:
            self.report.skip(DISCUSSIONS.name, talk.place.line, "no_opening")
            for post in ordered:
                self._unknown(POSTS, post.line, "discussion_id", talk.id, DISCUSSIONS.file)
            del self.found.talks[talk.id]
            return
        talk.posts, earlier = [], set[str]()
        for post in ordered:
            if talk.posts and post.position == 1:
                self.report.skip(POSTS.name, post.line, "second_opening", first=talk.posts[0].line)
                continue
            answered = known.get(post.reply_to) if post.reply_to is not None else None
            if answered is not None and answered[0] != talk.id:
                self.report.skip(POSTS.name, post.line, "answers_elsewhere", value=post.reply_to, line=answered[1])
                continue
            if post.reply_to is not None and post.reply_to not in earlier:
                code = "answers_later" if answered else "answers_nothing"
                self.report.mend(POSTS.name, post.line, code, value=post.reply_to)
                post = post._replace(reply_to=None)
            earlier.add(post.id)
            talk.posts.append(post)

    def _flags(self, posts: dict[str, str]) -> None:
        told: dict[tuple[str, str], int] = {}
        for line, record in self._records(FLAGS) if (self.folder / FLAGS.file).is_file() else ():
            pair = (record.post_id, record.flagger_id)
            if record.post_id not in posts:
                self._unknown(FLAGS, line.number, "post_id", record.post_id, POSTS.file)
            elif record.flagger_id not in self.found.members:
                self._unknown(FLAGS, line.number, "flagger_id", record.flagger_id, MEMBERS.file)
            elif pair in told:
                self.report.skip(FLAGS.name, line.number, "told_before", line=told[pair])
            else:
                told[pair] = line.number
                self.found.flags.append((line.number, record))

    def _records(self, kind: Kind[R]) -> Iterator[tuple[Line, R]]:
        """The readable records of a file, each id once."""
        seen: dict[str, int] = {}
        strange: dict[str, int] = {}
        tally = self.report.tallies[kind.name]
        for line in read_lines(self.folder / kind.file):
            tally.read += 1
            try:
                record = self._record(kind, line, strange)
                if record.id in seen:
                    raise Unreadable("seen_before", value=record.id, line=seen[record.id])
            except Unreadable as reason:
                self.report.skip(kind.name, line.number, reason.code, **reason.facts)
                continue
            assert isinstance(line, Line)
            seen[record.id] = line.number
            yield line, record
        for key, number in strange.items():
            self.report.note(kind.name, number, "unknown_key", key=key)
        self._compare_count(kind.name, tally.read)

    def _record(self, kind: Kind[R], line: Line | Broken, strange: dict[str, int]) -> R:
        if isinstance(line, Broken):
            raise line.reason
        for key in line.data.keys() - kind.keys[self.manifest.version]:
            strange.setdefault(key[:60].encode("utf-8", "replace").decode(), line.number)
        return kind.parse(Fields(line.data, self.start), self.manifest.version)

    def _compare_count(self, name: str, found: int) -> None:
        declared = self.manifest.counts.get(name, found)
        if declared > found:
            self.report.lack(name, "too_few", declared=f"{declared:,}", found=f"{found:,}")
        elif declared < found:
            self.report.note(name, 0, "more_than_declared", declared=f"{declared:,}", found=f"{found:,}")

    def _unknown(self, kind: Kind[R], number: int, name: str, value: str, file: str) -> None:
        self.report.skip(kind.name, number, "unknown_id", field=name, value=value, file=file)


def _placed(record: PostRecord, line: Line) -> PostPlace:
    return PostPlace(record.id, record.position, line.number, line.offset, record.reply_to)
