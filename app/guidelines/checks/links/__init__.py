"""Links: addresses on the web, and what is behind them as far as the address tells."""

from __future__ import annotations

from app.guidelines.checks.links import web_addresses
from app.guidelines.checks.links.addresses import TELLING
from app.guidelines.checks.reading import Check

NO_SELLING = 7

CHECKS: tuple[Check, ...] = (Check("links.web_addresses", "links", NO_SELLING, web_addresses.find, telling=TELLING),)
