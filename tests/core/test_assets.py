"""Assets: one sheet in the order of the layers, addresses that change with the content, and answers kept for a year."""

from __future__ import annotations

import gzip
import re
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.core.assets import LAYERS, Shelf
from config import ROOT
from tests.ui.gallery import gallery


@pytest.fixture
def visit() -> FlaskClient:
    return gallery().test_client()


def _url(visit: FlaskClient, name: str) -> str:
    with visit.application.test_request_context():
        url: str = visit.application.jinja_env.globals["asset_url"](name)  # type: ignore[operator]
        return url


def test_the_sheet_holds_every_file_once_in_the_order_of_the_layers() -> None:
    sheet = Shelf(ROOT / "static").get("app.css").body.decode()
    assert sheet.startswith(f"@layer {', '.join(LAYERS)};")
    order = [LAYERS.index(layer) for layer in re.findall(r"^@layer (\w+)\{", sheet, re.MULTILINE)]
    assert order == sorted(order)
    files = [path for path in (ROOT / "static/css").rglob("*.css") if path.name != "contrast.css"]
    assert len(order) == len(files)
    assert sheet.count("{") == sheet.count("}")
    assert "/*" not in sheet


def test_two_readers_may_ask_for_a_script_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text('import "./b.js";')
    (tmp_path / "js" / "b.js").write_text("1;")
    shelf, plainly, answers = Shelf(tmp_path), Shelf._hashed_import, []
    asking = [threading.Thread(target=lambda: answers.append(shelf.get("a.js").file)) for _ in range(2)]

    def while_another_asks(self: Shelf, found: re.Match[str]) -> str:
        if threading.current_thread() is asking[0]:
            asking[1].start()
            asking[1].join(0.2)
        return plainly(self, found)

    monkeypatch.setattr(Shelf, "_hashed_import", while_another_asks)
    asking[0].start()
    for each in asking:
        each.join()
    assert answers == [shelf.get("a.js").file] * 2


def test_a_new_feature_sheet_is_in_without_being_listed(tmp_path: Path) -> None:
    for name in ("reset", "tokens", "base", "stories"):
        (tmp_path / "css").mkdir(exist_ok=True)
        (tmp_path / "css" / f"{name}.css").write_text(f".{name} {{ margin: 0 }}")
    assert "@layer features{\n.stories { margin: 0 }\n}" in Shelf(tmp_path).get("app.css").body.decode()


def test_an_address_is_kept_for_a_year_and_changes_with_the_content(visit: FlaskClient, tmp_path: Path) -> None:
    answer = visit.get(_url(visit, "app.css"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text("export const one = 1;")
    before = Shelf(tmp_path).get("a.js").file
    (tmp_path / "js" / "a.js").write_text("export const one = 2;")
    assert Shelf(tmp_path).get("a.js").file != before


def test_a_page_from_before_an_update_still_gets_its_sheet_but_does_not_keep_it(visit: FlaskClient) -> None:
    answer = visit.get("/assets/app.000000000000.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "app.css",
        "nothing.000000000000.css",
        "..%2Fconfig.000000000000.py",
        "config.000000000000.py",
        ".000000000000.css",
        "LICENSE.lucide.txt",
        "brand-zzzzzz.000000000000.css",
    ],
)
def test_nothing_else_is_served(visit: FlaskClient, path: str) -> None:
    assert visit.get(f"/assets/{path}").status_code == 404


def test_fonts_in_the_sheet_lead_to_files_that_are_there(visit: FlaskClient) -> None:
    sheet = visit.get(_url(visit, "app.css")).text
    fonts = re.findall(r'url\("([^"]+)"\)', sheet)
    assert len(fonts) == 3
    for font in fonts:
        answer = visit.get(f"/assets/{font}")
        assert answer.status_code == 200
        assert answer.mimetype == "font/woff2"
        assert answer.headers["Cache-Control"].endswith("immutable")


def test_a_script_imports_another_by_its_hashed_address(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text('import { say } from "./b.js";\nimport "./b.js";\nconst later = import("./b.js");\n')
    (tmp_path / "js" / "b.js").write_text("export const say = 1;")
    shelf = Shelf(tmp_path)
    hashed = shelf.get("b.js").file
    body = shelf.get("a.js").body.decode()
    assert body == f'import {{ say }} from "./{hashed}";\nimport "./{hashed}";\nconst later = import("./{hashed}");\n'


def test_scripts_that_import_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text('import "./b.js";')
    (tmp_path / "js" / "b.js").write_text('import "./a.js";')
    with pytest.raises(ValueError, match="circle"):
        Shelf(tmp_path).get("a.js")


def test_text_is_packed_for_who_can_read_it(visit: FlaskClient) -> None:
    url = _url(visit, "app.css")
    packed = visit.get(url, headers={"Accept-Encoding": "gzip"})
    plain = visit.get(url)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_wrong_name_in_a_template_is_an_error_not_a_dead_link(visit: FlaskClient) -> None:
    with pytest.raises(KeyError):
        _url(visit, "no-such.js")


def test_the_brand_sheet_carries_the_colour_and_a_light_theme_for_old_browsers(visit: FlaskClient) -> None:
    page = gallery(brand="#1F6B52").test_client().get("/components").text
    link = re.search(r'href="(/assets/brand-1f6b52\.[0-9a-f]+\.css)"', page)
    assert link
    sheet = visit.get(link.group(1)).text
    assert "--brand:#1f6b52" in sheet
    assert "@supports not" in sheet
    assert "--accent:#00533b" in sheet
    assert "brand-" not in gallery().test_client().get("/components").text
