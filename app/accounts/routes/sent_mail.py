"""The page that shows mail which went to files: for trying Dayroom out on one's own machine, and nowhere else."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template, request

from app.accounts.routes.blueprint import blueprint
from app.core.mail import kept_letters
from app.core.opening import greets, is_public
from app.core.policy import NotFound
from app.core.web import access
from config import Config

_FROM_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


@blueprint.get("/sent-mail")
@access("public.read")
def sent_mail() -> Any:
    """The latest letters, for whoever tries Dayroom out."""
    if not shows_letters():
        raise NotFound
    return render_template("accounts/sent_mail.html", letters=list(kept_letters(50)))


def shows_letters() -> bool:
    """Letters hold links that open accounts, so everything must say: this machine, by itself, without a mail server."""
    config: Config = current_app.config["DAYROOM"]
    public = urlsplit(config.public_url).hostname or "localhost"
    names = (config.host, public, urlsplit(request.host_url).hostname or "", request.remote_addr or "")
    through_proxy = any(header in request.headers for header in _FROM_A_PROXY)
    return not config.smtp_url and not through_proxy and all(is_loopback(name) for name in names)


@greets
def where_mail_is() -> Iterator[str]:
    """Said under the address when `./dayroom run` opens: who joins to try it out looks for a letter."""
    config: Config = current_app.config["DAYROOM"]
    if not config.smtp_url and not is_public(config):
        yield "No mail server is set, so the mail it sends is shown at /sent-mail."


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
