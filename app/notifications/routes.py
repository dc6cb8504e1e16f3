"""The page of notices, what comes by mail, and the link in every letter that stops it."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts.actor import Actor
from app.accounts.queries import own_member
from app.accounts.registry import MAIL, account_page
from app.accounts.routes.account import own_tabs
from app.accounts.routes.door import known_at_the_door
from app.core.command import unless_closed
from app.core.navigation import NavItem, address, nav_item
from app.core.paging import unpack_key
from app.core.policy import Invalid
from app.core.web import access, see_other, without_form
from app.notifications import commands, queries
from app.notifications.forms import MailForm
from app.notifications.mail_links import member_of

blueprint = Blueprint("notifications", __name__)
account_page("notifications.mail", "Mail", MAIL)


@nav_item(10)
def for_you(actor: Actor) -> NavItem | None:
    """What is new for the reader; their notices alone while suspended."""
    if actor.member_id is None:
        return None
    is_whole = "site.for_you" in current_app.view_functions and not actor.is_suspended
    label, home = ("For you", "site.for_you") if is_whole else ("Your notices", "notifications.notices")
    # Which kinds a suspended member may read is not asked at the door.
    unread = None if actor.is_suspended else known_at_the_door(queries.UNREAD)
    return NavItem(label, address(home), queries.unread_for(actor) if unread is None else int(unread))


@blueprint.get("/notices")
@access("notice.read", suspended=True)
def notices() -> str:
    page = queries.notices_page(g.actor, request.args.get("before"))
    if page.settled:
        unless_closed(commands.mark_read, g.actor, page.settled)
    suspension = queries.suspension_of(g.actor.member_id) if g.actor.is_suspended else None
    return render_template("notifications/notices.html", page=page, suspension=suspension)


@blueprint.get("/notices/<int:notice_id>")
@access("notice.read", suspended=True)
def open_notice(notice_id: int) -> Response:
    row = queries.notice_row(g.actor, notice_id)
    if row.is_unread:
        unless_closed(commands.mark_read, g.actor, (notice_id,))
    if not row.view.url:
        return see_other("notifications.notices", anchor=f"notice-{notice_id}", before=notice_id + 1)
    return redirect(row.view.url, code=303)


@blueprint.post("/notices/read")
@access("notice.read", suspended=True)
def read_all() -> Response:
    newest = unpack_key(request.form.get("newest"), 1)
    if newest is None:
        raise Invalid("newest_missing", field="newest")
    commands.mark_all_read(g.actor, newest[0])
    return see_other("notifications.notices")


@blueprint.get("/account/mail")
@access("notice.choose_mail")
def mail() -> str:
    member = own_member(g.actor)
    choice = queries.mail_choice(member.id)
    form = MailForm(g.actor, formdata=None)
    form.show(choice)
    return render_template("notifications/mail.html", form=form, member=member, tabs=own_tabs("notifications.mail"))


@blueprint.post("/account/mail")
@access("notice.choose_mail")
def choose_mail() -> str | tuple[str, int] | Response:
    form = MailForm(g.actor)
    if not form.validate_on_submit():
        tabs = own_tabs("notifications.mail")
        return render_template("notifications/mail.html", form=form, member=own_member(g.actor), tabs=tabs), 422
    commands.choose_mail(g.actor, commands.MailInput(form.is_on.data, frozenset(form.kinds.data or ())))
    flash("Saved.", "done")
    return see_other("notifications.mail")


@blueprint.get("/mail/off/<token>")
@access("public.read", suspended=True)
def mail_off(token: str) -> str:
    choice = queries.mail_choice(member_of(token))
    return render_template("notifications/mail-off.html", token=token, is_on=choice.is_on)


@blueprint.post("/mail/off/<token>")
@access("public.read", suspended=True)
@without_form
def turn_mail_off(token: str) -> str | Response:
    commands.turn_mail_off(member_of(token))
    # Mail programs follow no redirect (RFC 8058).
    if request.form.get("List-Unsubscribe") == "One-Click":
        return render_template("notifications/mail-off.html", token=token, is_on=False)
    return see_other("notifications.mail_off", token=token)
