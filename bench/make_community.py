"""A community for measuring: `.venv/bin/python bench/make_community.py --posts 40000 --into FOLDER` (or `--into postgresql://…`, empty).

45 groups in a tree, 50,000 members, one discussion of 10,000 posts, one group of 100,000 discussions where the posts suffice, 200
held posts on the desk, newcomers on the welcome desk. The same seed and number make the same rows. FOLDER becomes an instance folder;
with PostgreSQL, `--instance FOLDER` says where the keys and `bench.json` (who can sign in, which pages to look at) go.
About 25 seconds and the time of the posts: 20,000 a second and more.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import update

from app import create_app
from app.core import clock, database, opening
from app.core import db as core_db
from app.core.db import db
from app.groups.models import Group
from bench.community import bodies, people, talks
from bench.community.loading import Loader, PostgresLoader, SqliteLoader, table_of
from bench.community.shape import Shape
from bench.community.waiting import put_on_desks
from config import Config

NOTES = "bench.json"


def main() -> int:
    """Make it where the words say."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--posts", type=int, required=True)
    words.add_argument("--members", type=int, default=Shape.members)
    words.add_argument("--seed", type=int, default=Shape.seed)
    words.add_argument("--into", required=True, help="a new folder, or the address of an empty PostgreSQL database")
    words.add_argument("--instance", type=Path, help="with PostgreSQL: the folder for keys and notes")
    given = words.parse_args()
    url = given.into if "://" in given.into else ""
    folder = given.instance if url else Path(given.into)
    if folder is None:
        words.error("--instance is needed with PostgreSQL")
    if (folder / NOTES).exists():
        words.error(f"{folder} holds a community already")
    folder.mkdir(parents=True, exist_ok=True)
    shape = Shape(given.posts, members=given.members, seed=given.seed)
    notes = make(shape, Config(instance=folder, database_url=url, testing=False, secret_key=""))
    print(f"{notes['posts']:,} posts in {notes['discussions']:,} discussions")
    return 0


def make(shape: Shape, config: Config) -> dict[str, object]:
    """Fill an empty database; answers what `bench.json` then holds."""
    # What is cut off is thrown away: no commit has to wait for the disk.
    core_db.SYNCHRONOUS = "OFF"
    os.environ["PGOPTIONS"] = "-c synchronous_commit=off"
    app = create_app(config)
    with app.app_context():
        database.upgrade(db.engine)
        notes = fill(shape, config)
    (config.instance / NOTES).write_text(json.dumps(notes))
    return notes


def fill(shape: Shape, config: Config) -> dict[str, object]:
    """Fill the empty, migrated database of the application whose context this is."""
    random, began = Random(shape.seed), time.monotonic()
    opening.fill()
    opening.note_opened("empty", "Bench")
    places = people.make_groups(shape)
    named = people.make_named(shape, places)
    texts = bodies.bodies(random, shape.bodies, list(named)[:20])
    short_texts, titles = bodies.usual_bodies(random, 30), bodies.titles(random, 2_000)
    _said("groups, roles and texts", began)
    version_id = people.accepted_version()
    db.session.remove()
    db.engine.dispose()
    loader, began = _loader(config), time.monotonic()
    loader.begin([table_of(each) for each in talks.TABLES])
    here = people.make_members(shape, random, loader, places, named, version_id)
    people.open_sessions(shape, loader, here, clock.now())
    _said("members", began)
    began = time.monotonic()
    made = talks.Talks(shape, random, loader, places, texts, short_texts, titles, named).write()
    written = time.monotonic() - began
    loader.end()
    took = time.monotonic() - began
    _said(f"posts: {shape.posts / written:,.0f}/s written, {shape.posts / took:,.0f}/s with indexes", began)
    began = time.monotonic()
    _count(places)
    put_on_desks(shape, here, places)
    _said("desks", began)
    return {
        "posts": made.posts,
        "discussions": made.discussions,
        "long": made.long_id,
        "short": made.short_id,
        "group": places[0].slug,
        "tokens": here.tokens,
        "writers": [name for name in here.tokens if name.startswith("writer")],
        "posts_per_second": round(shape.posts / took),
        "database_url": config.database_url,
    }


def _count(places: list[people.Place]) -> None:
    with db.engine.begin() as connection:
        for place in places:
            counts = {"member_count": len(place.people), "discussion_count": place.discussions}
            connection.execute(update(Group).where(Group.id == place.id).values(counts))


def _loader(config: Config) -> Loader:
    if config.database_url:
        return PostgresLoader(config.database_url.replace("+psycopg", ""))
    return SqliteLoader(str(config.instance / "dayroom.db"))


def _said(what: str, began: float) -> None:
    print(f"{time.monotonic() - began:8.1f} s  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
