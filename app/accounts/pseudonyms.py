"""Names to choose from for whoever would rather not invent one: two plain words that say nothing about anybody."""

from __future__ import annotations

import random
import re

from app.accounts.names import taken_among
from app.core.text import skeleton

FIRST = (
    *("Amber", "Autumn", "Birch", "Blue", "Bright", "Calm", "Cedar", "Clear", "Clover", "Copper", "Coral", "Early"),
    *("Evening", "Fern", "Gentle", "Golden", "Green", "Hazel", "Heather", "Indigo", "Ivory", "Juniper", "Kind"),
    *("Lilac", "Linen", "Little", "Maple", "Mellow", "Misty", "Morning", "Mossy", "Northern", "Olive", "Opal"),
    *("Pebble", "Plum", "Quiet", "Rainy", "Rowan", "Russet", "Saffron", "Sandy", "Silver", "Snowy"),
    *("Southern", "Spring", "Steady", "Still", "Sunny", "Tawny", "Thistle", "Velvet", "Violet", "Walnut", "Warm"),
    *("Wild", "Willow", "Winter", "Wooden", "Woollen"),
)
SECOND = (
    *("Acorn", "Anchor", "Apron", "Barn", "Basket", "Bay", "Beacon", "Bench", "Blanket", "Boat", "Bridge", "Brook"),
    *("Button", "Candle", "Chair", "Cloud", "Comet", "Cottage", "Cup", "Dune", "Ferry", "Field", "Finch", "Garden"),
    *("Gate", "Harbour", "Heron", "Hill", "Island", "Kettle", "Kite", "Lake", "Lamp", "Lantern", "Lark", "Leaf"),
    *("Lighthouse", "Linnet", "Meadow", "Mill", "Moon", "Orchard", "Otter", "Path", "Pear", "Pine", "Plover", "Pond"),
    *("Porch", "Quilt", "River", "Robin", "Sail", "Scarf", "Shore", "Sparrow", "Star", "Stove", "Table", "Teapot"),
    *("Tide", "Umbrella", "Valley", "Wagon", "Window", "Wren"),
)
_NEUTRAL = re.compile(r"Member \d{4,}")
_chance = random.SystemRandom()


def suggest(number: int = 3) -> list[str]:
    """`number` names that nobody here has, or looks like having; one statement."""
    tried: dict[str, str] = {}
    while len(tried) < number * 6:
        name = f"{_chance.choice(FIRST)} {_chance.choice(SECOND)}"
        tried[skeleton(name)] = name
    taken = taken_among(tried)
    return [name for key, name in tried.items() if key not in taken][:number]


def neutral() -> str:
    """A name that says nothing at all, for whose name could not stay: 'Member 4821'. Nobody can choose such a name themselves.

    One statement, and one more for every ten thousand members who have one.
    """
    digits = 4
    while True:
        tried = {skeleton(name): name for name in (f"Member {_number(digits)}" for _ in range(12))}
        taken = taken_among(tried)
        free = [name for key, name in tried.items() if key not in taken]
        if free:
            return free[0]
        digits += 1


def is_neutral(name: str) -> bool:
    """Whether moderators gave this name: nobody has chosen it."""
    return _NEUTRAL.fullmatch(name) is not None


def _number(digits: int) -> int:
    return _chance.randrange(10 ** (digits - 1), 10**digits)
