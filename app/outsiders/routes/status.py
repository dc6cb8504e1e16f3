"""The status page of a notice, by the secret link from its receipt."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template

from app.accounts.routes.held_link import held, spent
from app.core.mail import link
from app.core.policy import Conflict, Invalid, NotFound, TooMany
from app.core.web import access, client_address, see_other
from app.outsiders import commands
from app.outsiders.forms import WordsForm, refuse
from app.outsiders.queries import notice_behind, shown
from app.outsiders.routes.blueprint import STATUS_COOKIE, blueprint, carry


@blueprint.get("/notice/status/<token>")
@access("public.read", suspended=True)
def status_link(token: str) -> Any:
    """A letter's link: the token becomes a cookie at once."""
    return carry(token, STATUS_COOKIE, ".status")


@blueprint.get("/notice/status")
@access("public.read", suspended=True)
def status() -> Any:
    """What became of the notice so far."""
    return _page(WordsForm(formdata=None))


@blueprint.post("/notice/status")
@access("public.read", suspended=True)
def add() -> Any:
    """A few words more, once."""
    form = WordsForm()
    token = held(STATUS_COOKIE)
    try:
        commands.add_words(token, form.words.data or "", client_address())
    except NotFound:
        return _unknown()
    except (Invalid, Conflict, TooMany) as error:
        refuse(form, error)
        status_code = 422 if isinstance(error, Invalid) else 429 if isinstance(error, TooMany) else 409
        return _page(form), status_code
    flash("Your words are with the notice now.", "done")
    return see_other(".status")


def _page(form: WordsForm) -> Any:
    token = held(STATUS_COOKIE)
    try:
        found = shown(notice_behind(token))
    except NotFound:
        return _unknown()
    # Without a letter this page is the only place where the link can be read.
    own_link = "" if found.notice.email else link("outsiders.status_link", token=token)
    return render_template("outsiders/status.html", shown=found, notice=found.notice, form=form, own_link=own_link)


def _unknown() -> Any:
    return spent("outsiders/no_status.html", STATUS_COOKIE)
