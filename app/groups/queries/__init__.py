"""Reads of groups. Packages above use the names below."""

from app.groups.queries.about import About, Closed, closed_page, group_about
from app.groups.queries.directory import Directory, Listed, directory, my_groups, subgroups
from app.groups.queries.finding import (
    FoundGroup,
    check_same,
    crumbs,
    find_group,
    group_by_id,
    group_id_at,
    look_at_group,
)
from app.groups.queries.reach import Widening, joining_gains, widening
from app.groups.queries.staff import (
    Asking,
    PeoplePage,
    Place,
    is_held_here,
    looks_after,
    managed_group,
    one_inside,
    parent_of,
    pending_count,
    pending_requests,
    people_page,
    places,
    rooms_inside,
)

__all__ = [
    "About",
    "Asking",
    "Closed",
    "Directory",
    "FoundGroup",
    "Listed",
    "PeoplePage",
    "Place",
    "Widening",
    "check_same",
    "closed_page",
    "crumbs",
    "directory",
    "find_group",
    "group_about",
    "group_by_id",
    "group_id_at",
    "is_held_here",
    "joining_gains",
    "look_at_group",
    "looks_after",
    "managed_group",
    "one_inside",
    "my_groups",
    "parent_of",
    "pending_count",
    "pending_requests",
    "people_page",
    "places",
    "rooms_inside",
    "subgroups",
    "widening",
]
