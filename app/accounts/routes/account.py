"""One's own account: name, password, mail address, looks, and where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, g, render_template, url_for

from app.accounts import registry
from app.accounts.commands.address import ask_new_address
from app.accounts.commands.passwords import change_password
from app.accounts.commands.profile import LookInput, ProfileInput, change_look, edit_profile
from app.accounts.commands.sessions import end_other_sessions, end_session
from app.accounts.forms import AddressForm, LookForm, PasswordForm, ProfileForm, refuse
from app.accounts.queries import open_sessions, own_member
from app.accounts.routes.blueprint import blueprint
from app.core.policy import Invalid
from app.core.web import access, see_other
from app.core.wording import many

TABS = {
    registry.YOU: (("accounts.account", "Name and line"), ("accounts.look", "How it looks")),
    registry.SIGNING_IN: (
        ("accounts.address", "Mail address"),
        ("accounts.password", "Password"),
        ("accounts.sessions", "Where you are signed in"),
    ),
    registry.DATA: (("accounts.data", "Taking it along"), ("accounts.leave", "Leaving")),
}
"""This package's own; packages above add theirs with `registry.account_page`."""


@blueprint.route("/account", methods=["GET", "POST"])
@access("account.manage")
def account() -> Any:
    """The name and the line that others see."""
    member = own_member(g.actor)
    form = ProfileForm(obj=member)
    form.own_address, form.own_name = member.email or "", member.display_name
    if form.validate_on_submit():
        wanted = ProfileInput(form.display_name.data, form.about.data or "", bool(form.keeps_name.data))
        if _done(form, lambda: edit_profile(g.actor, wanted), "Kept."):
            return see_other("accounts.account")
    return _page("account", form, username=member.username, joined_at=member.joined_at)


@blueprint.route("/account/password", methods=["GET", "POST"])
@access("account.manage")
def password() -> Any:
    """A new password; every other session ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        words = "Your new password is kept. Other devices were signed out."
        if _done(form, lambda: change_password(g.actor, form.present.data, form.wanted.data), words):
            return see_other("accounts.password")
    return _page("password", form)


@blueprint.route("/account/address", methods=["GET", "POST"])
@access("account.manage")
def address() -> Any:
    """A new mail address, which has to be confirmed there."""
    form = AddressForm()
    if form.validate_on_submit():
        words = "We have sent a letter to the new address. Use the link in it; until then nothing changes."
        if _done(form, lambda: ask_new_address(g.actor, form.email.data, form.present.data), words):
            return see_other("accounts.address")
    return _page("address", form, email=own_member(g.actor).email)


@blueprint.route("/account/look", methods=["GET", "POST"])
@access("account.manage")
def look() -> Any:
    """Theme, contrast, text size, country."""
    form = LookForm(obj=own_member(g.actor))
    if form.validate_on_submit():
        wanted = LookInput(form.theme.data, form.contrast.data, form.text_size.data, form.country.data)
        if _done(form, lambda: change_look(g.actor, wanted), "Kept."):
            return see_other("accounts.look")
    return _page("look", form)


@blueprint.get("/account/sessions")
@access("account.manage")
def sessions() -> Any:
    """Every browser that is signed in."""
    found = open_sessions(g.actor.member_id)
    return render_template("accounts/sessions.html", sessions=found, tabs=own_tabs("accounts.sessions"))


@blueprint.post("/account/sessions/<int:session_id>/end")
@access("account.manage")
def end_one_session(session_id: int) -> Any:
    """Sign one browser out."""
    end_session(g.actor, session_id)
    flash("That device is signed out.", "done")
    return see_other("accounts.sessions")


@blueprint.post("/account/sessions/end-others")
@access("account.manage")
def end_all_other_sessions() -> Any:
    """Sign every other browser out."""
    number = end_other_sessions(g.actor)
    flash(f"{many(number, 'other device', 'other devices').capitalize()} signed out.", "done")
    return see_other("accounts.sessions")


def _done(form: Any, act: Any, words: str) -> bool:
    try:
        act()
    except Invalid as error:
        refuse(form, error)
        return False
    flash(words, "done")
    return True


def _page(name: str, form: Any, **values: Any) -> Any:
    page = render_template(f"accounts/{name}.html", form=form, tabs=own_tabs(f"accounts.{name}"), **values)
    return page, 422 if form.errors else 200


@dataclass(frozen=True)
class OwnTabs:
    """The pages of one's own account: a tab for each sort, and those of the sort that is shown."""

    sort: str
    sorts: list[dict[str, Any]]
    pages: list[dict[str, Any]]


def own_tabs(current: str) -> OwnTabs:
    """`current` is the endpoint of the page that is shown. A suspended member has the sorts that are open to them."""
    offered = registry.account_pages(g.actor)
    own = {sort: pages for sort, pages in TABS.items() if sort == registry.DATA or not g.actor.is_suspended}
    sorts = {sort: (*own.get(sort, ()), *offered.get(sort, ())) for sort in registry.SORTS}
    here = next(sort for sort, pages in sorts.items() if current in dict(pages))
    return OwnTabs(
        here,
        [_tab(pages[0][0], sort, sort == here) for sort, pages in sorts.items() if pages],
        [_tab(endpoint, words, endpoint == current) for endpoint, words in sorts[here]],
    )


def _tab(endpoint: str, words: str, is_current: bool) -> dict[str, Any]:
    return {"label": words, "url": url_for(endpoint), "is_current": is_current}
