"""House rules of templates, style sheets and scripts: nothing inline, colours from tokens, a small budget."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.assets import Shelf
from config import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
COLOUR_SHEETS = {"tokens.css", "contrast.css"}

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "something from elsewhere": re.compile(
        r"""(?:<link[^>]*\bhref|\bsrc|<use[^>]*\bhref)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE
    ),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
}
_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->|/\*.*?\*/", re.DOTALL)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _bare(path: Path) -> str:
    return _COMMENT.sub("", path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_templates_hold_no_inline_style_or_script_and_nothing_from_elsewhere(path: Path) -> None:
    text = _bare(path)
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_form_that_changes_something_carries_the_token(path: Path) -> None:
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", _bare(path), re.DOTALL | re.IGNORECASE)
    token = re.compile(r"hidden_csrf\(\)|hidden_tag\(|csrf_token")
    assert [form[:120] for form in forms if not token.search(form)] == []


def _named_assets() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        for name in re.findall(r"asset_url\(\s*[\"']([^\"']+)[\"']\s*\)", _bare(path)):
            yield _name(path), name


def test_every_asset_that_a_template_names_is_there() -> None:
    shelf = Shelf(ROOT / "static")
    for path, name in _named_assets():
        assert shelf.get(name).body, path


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="i-([a-z-]+)"', (ROOT / "static/icons/icons.svg").read_text("utf-8")))
    named = re.compile(r"\bicon\(\s*\"([a-z-]+)\"|icon_name=\"([a-z-]+)\"")
    used = {one or other for path in TEMPLATES for one, other in named.findall(_bare(path))}
    assert used, "no icon is used at all: has the macro another name?"
    assert used - drawn == set()


@pytest.mark.parametrize("path", [path for path in SHEETS if path.name not in COLOUR_SHEETS], ids=_name)
def test_colours_come_from_tokens_only(path: Path) -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-])|\b(?:rgba?|hsla?|oklch|color-mix)\(", _bare(path)) == []


@pytest.mark.parametrize("path", SHEETS, ids=_name)
def test_sheets_use_logical_properties_so_that_right_to_left_works(path: Path) -> None:
    physical = re.compile(
        r"(?:^|[\s;{])((?:(?:margin|padding|border)-)?(?:left|right|top|bottom)(?:-[a-z-]+)?)\s*:|text-align:\s*(left|right)"
    )
    assert physical.findall(_bare(path)) == []


@pytest.mark.parametrize("path", SHEETS, ids=_name)
def test_sheets_ask_for_nothing_from_elsewhere(path: Path) -> None:
    assert not re.search(r"@import|https?:|url\((?!\"/static/)", _bare(path))


def test_all_style_together_is_under_18_kilobytes_packed() -> None:
    assert len(gzip.compress(b"".join(path.read_bytes() for path in SHEETS))) < 18_000


def test_all_script_together_is_under_20_kilobytes_packed() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in SCRIPTS) < 20_000


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_scripts_write_no_markup_and_need_no_eval(path: Path) -> None:
    assert not re.search(r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function", _bare(path))
