"""Style sheets, scripts, fonts and icons, each under an address that holds the hash of its content and so is kept for a year.

There is no bundler. The files of `static/css` become one sheet in the order of the layers, made once at start; a script may
`import "./other.js"` and gets its hashed address. In debug the files are read again for every page.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, request, url_for

from app.core.brand import brand_sheet, plain_hex
from app.core.policy import NotFound
from app.core.web import access

LAYERS = ("reset", "tokens", "base", "ui", "features", "brand")
APART = ("contrast.css",)
"""Style sheets that are linked by themselves."""

FOLDERS = ("css", "js", "fonts", "icons")
YEAR = "public, max-age=31536000, immutable"
_TEXT = (".css", ".js", ".svg")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FONT = re.compile(r'url\("/static/[a-z]+/([^"/]+)"\)')
_IMPORT = re.compile(r"""(?P<verb>\bfrom\s*|\bimport\s*\(?\s*)(?P<quote>["'])\./(?P<name>[\w-]+\.js)(?P=quote)""")
_HASHED = re.compile(r"([\w-]+)\.([0-9a-f]{12})\.([a-z0-9]+)")
_BRAND = re.compile(r"brand-([0-9a-f]{6})\.css")

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One file as it is sent. `packed` is its gzip form when that pays, else None."""

    name: str
    body: bytes
    packed: bytes | None
    digest: str

    @property
    def file(self) -> str:
        """Its name with the hash in it: `app.3f2a91c07b1d.css`."""
        stem, dot, kind = self.name.rpartition(".")
        return f"{stem}.{self.digest}{dot}{kind}"

    @property
    def mimetype(self) -> str:
        """What it is, for the browser."""
        if self.name.endswith(".js"):
            return "text/javascript"
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class Shelf:
    """All assets of one `static` folder, made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, Asset] = {}
        self._making: list[str] = []
        self._lock = threading.RLock()
        self.urls: dict[tuple[str, str], str] = {}
        """Addresses by what the site stands under and name: a page of twenty posts asks for a hundred."""

    def get(self, name: str) -> Asset:
        """The asset called `name` ('app.css', 'switch.js', 'brand-1f6b52.css'). Raises KeyError when there is none."""
        brand = _BRAND.fullmatch(name)
        if brand:
            return _brand_asset(brand.group(1))
        if name not in self._made:
            # One at a time: a second reader's first page would look like a script that imports itself.
            with self._lock:
                if name not in self._made:
                    self._made[name] = _asset(name, self._body(name))
        return self._made[name]

    def _body(self, name: str) -> bytes:
        if name == "app.css":
            return self._whole_sheet().encode()
        path = self._path(name)
        if name.endswith(".css"):
            return _slim(path.read_text("utf-8")).encode()
        if name.endswith(".js"):
            return self._script(name, path).encode()
        return path.read_bytes()

    def _path(self, name: str) -> Path:
        for folder in FOLDERS:
            path = self.folder / folder / name
            if path.parent == self.folder / folder and path.is_file():
                return path
        raise KeyError(name)

    def _whole_sheet(self) -> str:
        css = self.folder / "css"
        sheets = {layer: [css / f"{layer}.css"] for layer in ("reset", "tokens", "base")}
        sheets["ui"] = sorted((css / "ui").glob("*.css"))
        named = {f"{layer}.css" for layer in LAYERS} | set(APART)
        sheets["features"] = sorted(path for path in css.glob("*.css") if path.name not in named)
        layers = (f"@layer {layer}{{\n{_slim(path.read_text('utf-8'))}\n}}" for layer, paths in sheets.items() for path in paths)
        whole = "\n".join((f"@layer {', '.join(LAYERS)};", *layers))
        return _FONT.sub(lambda found: f'url("{self.get(found.group(1)).file}")', whole)

    def _script(self, name: str, path: Path) -> str:
        if name in self._making:
            raise ValueError(f"scripts import each other in a circle: {' → '.join([*self._making, name])}")
        self._making.append(name)
        try:
            return _IMPORT.sub(self._hashed_import, path.read_text("utf-8"))
        finally:
            self._making.pop()

    def _hashed_import(self, found: re.Match[str]) -> str:
        quote = found.group("quote")
        return f"{found.group('verb')}{quote}./{self.get(found.group('name')).file}{quote}"


def asset_url(name: str) -> str:
    """The address of an asset. Raises KeyError when there is none of that name: a wrong name must not reach a reader."""
    shelf, root = _shelf(), request.script_root
    known = shelf.urls.get((root, name))
    if known is None:
        known = shelf.urls[root, name] = url_for("assets.send", file=shelf.get(name).file)
    return known


def brand_url(colour: str) -> str:
    """The address of the style sheet of an organisation's colour. Raises ValueError when it is no colour."""
    return asset_url(f"brand-{plain_hex(colour)}.css")


@blueprint.get("/assets/<file>")
@access("public.read", suspended=True)
def send(file: str) -> Response:
    """One asset. An address from before an update gets the present file, which is then not kept."""
    named = _HASHED.fullmatch(file)
    if named is None:
        raise NotFound
    stem, digest, kind = named.groups()
    try:
        asset = _shelf().get(f"{stem}.{kind}")
    except KeyError as missing:
        raise NotFound from missing
    packed = asset.packed is not None and request.accept_encodings["gzip"] > 0
    response = Response(asset.packed if packed and asset.packed else asset.body, mimetype=asset.mimetype)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = YEAR if digest == asset.digest else "no-cache"
    response.headers.add("Vary", "Accept-Encoding")
    return response


def init_app(app: Flask) -> None:
    """Take the `static` folder of `app` and offer `asset_url` and `brand_url` to templates."""
    app.extensions["assets"] = Shelf(Path(app.root_path) / "static")
    app.jinja_env.globals.update(asset_url=asset_url, brand_url=brand_url)


def _shelf() -> Shelf:
    kept: Shelf = current_app.extensions["assets"]
    if not current_app.debug:
        return kept
    if "assets" not in g:
        g.assets = Shelf(kept.folder)
    fresh: Shelf = g.assets
    return fresh


def _asset(name: str, body: bytes) -> Asset:
    packed = gzip.compress(body, 9, mtime=0) if name.endswith(_TEXT) else None
    return Asset(name, body, packed, hashlib.sha256(body).hexdigest()[:12])


@lru_cache(maxsize=16)
def _brand_asset(digits: str) -> Asset:
    return _asset(f"brand-{digits}.css", brand_sheet(digits).encode())


def _slim(css: str) -> str:
    """Without comments, indents and empty lines."""
    lines = (line.strip() for line in _COMMENT.sub("", css).splitlines())
    return "\n".join(line for line in lines if line)
