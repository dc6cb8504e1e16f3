"""A small Flask app that shows every component in the real layouts, under the real security headers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, flash, g, redirect, render_template, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.core import assets, clock, wording
from app.core.policy import NotFound
from app.core.web import CONTENT_SECURITY
from config import ROOT, Config

PAGES = Path(__file__).parent / "pages"


class SampleForm(FlaskForm):
    """One field of each kind."""

    name = StringField("Name people see", [InputRequired("Write the name that people will see."), Length(max=40)])
    email = EmailField("Mail address", [Optional()])
    secret = PasswordField("Password", [Optional()])
    body = TextAreaField("Your reply", [InputRequired("Write a few words first.")])
    clause = SelectField(
        "Guideline", choices=[SelectChoice("4", "4. Changing a medicine"), SelectChoice("6", "6. Private details")]
    )
    audience = RadioField(
        "Who can read it",
        [InputRequired("Choose who can read it.")],
        choices=[SelectChoice("everyone", "Anyone"), SelectChoice("members", "Members")],
    )
    kinds = SelectMultipleField(
        "Mail me about", choices=[SelectChoice("reply", "Replies to me"), SelectChoice("mention", "Mentions")]
    )
    agree = BooleanField("I have read the guidelines", [InputRequired("Please read the guidelines first.")])


@dataclass(frozen=True)
class Member:
    """Who looks, as the layouts know them."""

    display_name: str = "Ruth"
    username: str = "ruth"
    theme: str = ""
    contrast: str = ""
    text_size: str = ""
    is_moderator: bool = False
    is_admin: bool = False
    is_suspended: bool = False


def gallery(folder: Path = PAGES, **community: Any) -> Flask:
    """The app; `community` overrides name, organisation or brand. Pages take ?theme=, ?contrast=, ?text_size=, ?visitor=."""
    app = Flask("gallery", root_path=str(ROOT), static_folder=None)
    app.config.update(SECRET_KEY="gallery", MAX_CONTENT_LENGTH=262144, TESTING=True, DAYROOM=Config(timezone="UTC"))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(ROOT / "templates")])
    csrf = CSRFProtect(app)
    assets.init_app(app)
    app.register_blueprint(assets.blueprint)
    wording.init_app(app)
    app.register_error_handler(NotFound, lambda _error: ("", 404))
    place = {"name": "Dayroom", "organisation": "Larkfield Hospitals", "brand": "", **community}

    @app.before_request
    def somebody() -> None:
        g.actor = SimpleNamespace(is_visitor=False, is_suspended=False)

    @app.context_processor
    def around() -> dict[str, Any]:
        return _around(place)

    @app.after_request
    def headers(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY
        return response

    @app.get("/<page>")
    def show(page: str) -> str:
        if request.args.get("said"):
            flash("Saved. People can read it now.", "done")
        form = SampleForm(data={"name": "", "body": "Bring slippers.", "clause": "6"})
        if request.args.get("wrong"):
            form = SampleForm(formdata=None, data={"body": ""}, meta={"csrf": False})
            form.validate()
        return render_template(f"{page}.html", form=form, now=clock.now(), day=timedelta(days=1))

    @app.post("/switch")
    def switch() -> Any:
        flash("You follow it now." if "on" in request.form else "You no longer follow it.", "done")
        return redirect("/components", code=303)

    @app.route("/errors/<name>", methods=["GET", "POST"])
    def error(name: str) -> str:
        return render_template(f"errors/{name}.html", reason="sample", wait_seconds=600)

    csrf.exempt(error)
    return app


def _around(place: dict[str, str]) -> dict[str, Any]:
    ask = request.args
    looker = Member(theme=ask.get("theme", ""), contrast=ask.get("contrast", ""), text_size=ask.get("text_size", ""))
    nav = [
        SimpleNamespace(label="For you", url="/for-you", count=3, is_current=False),
        SimpleNamespace(label="Groups", url="/groups", count=0, is_current=True),
        SimpleNamespace(label="Account", url="/account", count=0, is_current=False),
    ]
    help_now = SimpleNamespace(emergency="112", line_name="Night Line", line_phone="08081 570 460", line_hours="day and night")
    return {
        "community": SimpleNamespace(**place),
        "me": None if ask.get("visitor") else looker,
        "nav": nav,
        "help_now": help_now,
    }
