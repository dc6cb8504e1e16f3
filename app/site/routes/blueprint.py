"""The blueprint that every module of these routes adds to."""

from flask import Blueprint

blueprint = Blueprint("site", __name__)
