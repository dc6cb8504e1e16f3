"""The blueprint that every module of these routes adds to."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
"""Pages of accounts."""
