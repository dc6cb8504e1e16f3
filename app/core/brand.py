"""One brand colour sets the room: its hue is kept, its lightness is ours, so contrast never depends on the choice.

The sheet derives its colours from `--brand` in the browser. Browsers that cannot do that get the same values from here, in
light only. All of it is arithmetic: colours are `#rrggbb`, lightness 0 to 1, chroma 0 to about 0.4, hue in degrees.
"""

from __future__ import annotations

import math
import re

_HEX = re.compile(r"#?([0-9a-fA-F]{6})")

HELP_HUE = 10.0
"""The hue of crisis help, which no brand moves."""

LIGHT: dict[str, tuple[float, float]] = {
    "paper": (0.99, 0.004),
    "wall": (0.935, 0.022),
    "shade": (0.968, 0.01),
    "ink": (0.22, 0.018),
    "ink-soft": (0.39, 0.02),
    "rule": (0.855, 0.014),
    "edge": (0.56, 0.025),
    "accent": (0.39, 0.085),
    "accent-deep": (0.29, 0.07),
    "on-accent": (0.985, 0.01),
    "line": (0.61, 0.095),
    "board": (0.295, 0.055),
    "board-rule": (0.44, 0.055),
    "on-board": (0.975, 0.014),
    "on-board-soft": (0.88, 0.035),
    "sill": (0.84, 0.04),
}
"""Token: (lightness, highest chroma) in the light theme; the same figures as in static/css/tokens.css."""


def plain_hex(colour: str) -> str:
    """Six lower-case digits of `colour` without the '#'. Raises ValueError when it is not a colour of that form."""
    found = _HEX.fullmatch(colour.strip())
    if found is None:
        raise ValueError(f"a brand colour is written #rrggbb: {colour!r}")
    return found.group(1).lower()


def is_colour(text: str) -> bool:
    """Whether `text` is a colour that `plain_hex` takes."""
    return _HEX.fullmatch(text.strip()) is not None


def oklch(colour: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue of `#rrggbb`. Raises ValueError when it is no colour."""
    digits = plain_hex(colour)
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """`#rrggbb`; what the screen cannot show is clipped, as browsers do."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return "#" + "".join(f"{_byte(part):02x}" for part in (red, green, blue))


def light_tokens(brand: str) -> dict[str, str]:
    """The light theme for `brand`, token by token. Raises ValueError when it is no colour."""
    _, chroma, hue = oklch(brand)
    return {token: from_oklch(lightness, min(chroma, cap), hue) for token, (lightness, cap) in LIGHT.items()}


def resembles_help(brand: str) -> bool:
    """Whether buttons of this colour would look like the help button: within 20 degrees of its hue, and not grey."""
    _, chroma, hue = oklch(brand)
    away = abs((hue - HELP_HUE + 180) % 360 - 180)
    return chroma > 0.04 and away <= 20


def brand_sheet(brand: str) -> str:
    """The stylesheet of one organisation: its colour, and plain values for browsers that cannot derive them."""
    plain = ";".join(f"--{token}:{value}" for token, value in light_tokens(brand).items())
    return (
        f"@layer brand{{:root{{--brand:#{plain_hex(brand)}}}"
        f"@supports not (color:light-dark(oklch(from red l c h),red)){{:root{{{plain}}}}}}}"
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _byte(part: float) -> int:
    part = max(0.0, min(1.0, part))
    return round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))
