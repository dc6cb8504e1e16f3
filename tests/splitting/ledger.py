"""A plain model of what splits, merges, moves and undoing do to a small community, to compare with the real one. No database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.groups.audience import ACCESSES, PRIVATE


@dataclass
class Place:
    """A group: where it hangs, who reads it, who belongs to it."""

    parent: int | None
    access: str
    members: set[int]


@dataclass
class Ledger:
    """`where` each discussion is, which of them are for a group `alone`, whose each address is, and the rooms of each split."""

    places: dict[int, Place] = field(default_factory=dict)
    where: dict[int, int] = field(default_factory=dict)
    alone: set[int] = field(default_factory=set)
    addresses: dict[str, int] = field(default_factory=dict)
    splits: dict[int, tuple[int, list[int]]] = field(default_factory=dict)

    def inside(self, top: int) -> Iterator[int]:
        """The group and every room in it, at any depth."""
        yield top
        for key, place in self.places.items():
            if place.parent == top:
                yield from self.inside(key)

    def talks(self, group: int) -> list[int]:
        return sorted(talk for talk, where in self.where.items() if where == group)

    def holds_alone(self, group: int) -> bool:
        return bool(self.alone & set(self.talks(group)))

    def opens(self, source: int, target: int) -> bool:
        """Whether somebody reads the target alone who does not read the source alone."""
        there, here = self.places[target], self.places[source]
        return _wider(there.access, here.access) or not there.members <= here.members

    def move(self, talks: Iterable[int], target: int) -> None:
        """What comes into a private group is for it alone from then on."""
        for talk in talks:
            self.where[talk] = target
            if self.places[target].access == PRIVATE:
                self.alone.add(talk)

    def narrow(self, groups: Iterable[int], access: str) -> None:
        for group in groups:
            if _wider(self.places[group].access, access):
                self.places[group].access = access
                self.move(self.talks(group), group)

    def may_merge(self, group: int, into: int) -> bool:
        """Names are never alike here, and nothing is closed or running."""
        if into in self.inside(group):
            return False
        if self.holds_alone(group) and self.opens(group, into):
            return False
        return not self.holds_alone(into) or self.places[group].members <= self.places[into].members

    def merge(self, group: int, into: int) -> None:
        self.move(self.talks(group), into)
        self._absorb(group, into)

    def may_hang(self, group: int, parent: int | None) -> bool:
        return parent is None or parent not in self.inside(group)

    def hang(self, group: int, parent: int | None) -> None:
        self.places[group].parent = parent
        if parent is not None:
            self.narrow(list(self.inside(group)), self.places[parent].access)

    def may_undo(self, plan: int) -> bool:
        rooms = self.splits[plan][1]
        return not any(place.parent in rooms for place in self.places.values())

    def undo(self, plan: int) -> None:
        parent, rooms = self.splits.pop(plan)
        for room in rooms:
            self._bring_back(room, parent)
        for room in rooms:
            self._bring_back(room, parent)
            gains = not self.places[room].members <= self.places[parent].members
            if not self.talks(room) and not (gains and self.holds_alone(parent)):
                self._absorb(room, parent)

    def _bring_back(self, room: int, parent: int) -> None:
        stays = self.alone if self.opens(room, parent) else set()
        self.move([talk for talk in self.talks(room) if talk not in stays], parent)

    def _absorb(self, group: int, into: int) -> None:
        gone = self.places.pop(group)
        self.places[into].members |= gone.members
        for key, place in list(self.places.items()):
            if place.parent == group:
                place.parent = into
                self.narrow(list(self.inside(key)), self.places[into].access)
        for slug, owner in self.addresses.items():
            if owner == group:
                self.addresses[slug] = into
        for plan, (parent, rooms) in self.splits.items():
            parent = into if parent == group else parent
            self.splits[plan] = (parent, [room for room in rooms if room not in (group, parent)])


def _wider(access: str, than: str) -> bool:
    return ACCESSES.index(access) < ACCESSES.index(than)
