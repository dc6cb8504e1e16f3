"""The form for people without an account, and the link that proves their mail address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, render_template, request

from app.accounts.routes.held_link import held, let_go, spent
from app.accounts.routes.sent_mail import shows_letters
from app.core.policy import NotFound, TooMany
from app.core.web import access, client_address, see_other
from app.moderation.queries.rulings import CONTACT
from app.outsiders import commands
from app.outsiders.checking import faults
from app.outsiders.forms import NoticeForm, refuse
from app.outsiders.inputs import LONGEST_ADDRESS, Site
from app.outsiders.queries import confirmed_by
from app.outsiders.reasons import ALL
from app.outsiders.routes.blueprint import CONFIRM_COOKIE, STATUS_COOKIE, blueprint, carry
from config import Config


@blueprint.get("/notice")
@access("public.read", suspended=True)
def notice() -> Any:
    """An empty form; a link beside a discussion brings its address along."""
    form = NoticeForm(formdata=None)
    form.address.data = request.args.get("about", "")[:LONGEST_ADDRESS]
    return _page(form)


@blueprint.post("/notice")
@access("public.read", suspended=True)
def send() -> Any:
    """Keep the notice."""
    form = NoticeForm()
    given, site = form.given(), _site()
    found = faults(given, site)
    if found:
        refuse(form, *found)
        return _page(form), 422
    try:
        sent = commands.tell(g.actor, given, site)
    except TooMany as error:
        refuse(form, error)
        return _page(form), 429
    return carry(sent.token, STATUS_COOKIE, ".status") if sent.token else see_other(".sent")


@blueprint.get("/notice/sent")
@access("public.read", suspended=True)
def sent() -> str:
    """The one answer after sending it."""
    return render_template("outsiders/sent.html", shows_letters=shows_letters())


@blueprint.get("/notice/confirm/<token>")
@access("public.read", suspended=True)
def confirm_link(token: str) -> Any:
    """The address in the letter. Opening it changes nothing: mail programs open links too."""
    return carry(token, CONFIRM_COOKIE, ".confirm")


@blueprint.get("/notice/confirm")
@access("public.read", suspended=True)
def confirm() -> Any:
    """Ask for a press."""
    try:
        found = confirmed_by(held(CONFIRM_COOKIE))
    except NotFound:
        return _spent()
    return render_template("outsiders/confirm.html", notice=found)


@blueprint.post("/notice/confirm")
@access("public.read", suspended=True)
def confirm_now() -> Any:
    """The address is theirs: the notice goes to the desk."""
    try:
        token = commands.confirm(held(CONFIRM_COOKIE))
    except NotFound:
        return _spent()
    return let_go(carry(token, STATUS_COOKIE, ".status"), CONFIRM_COOKIE)


def _spent() -> Any:
    return spent("outsiders/link_spent.html", CONFIRM_COOKIE)


def _page(form: NoticeForm) -> str:
    hints = {reason.code: reason.hint for reason in ALL}
    return render_template("outsiders/notice.html", form=form, hints=hints, contact=CONTACT.get())


def _site() -> Site:
    config: Config = current_app.config["DAYROOM"]
    public = urlsplit(config.public_url)
    names = (public.netloc.lower(), request.host.lower())
    root = (public.path or request.script_root).rstrip("/")
    return Site(tuple(dict.fromkeys(name for name in names if name)), root, client_address())
