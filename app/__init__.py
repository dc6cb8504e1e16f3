"""Dayroom: the patient community that a hospital or a patient organisation can own. `create_app` puts the packages together."""

from __future__ import annotations

import importlib
import secrets
from importlib.util import find_spec
from types import ModuleType

from flask import Flask

from app.core.db import init_database
from app.core.jobs import init_jobs
from app.core.late_rules import LateRule
from app.core.metrics import init_metrics
from app.core.navigation import init_navigation
from app.core.replica import init_replica
from app.core.stored import init_stored
from app.core.web import guard_forms, init_web
from app.packages import MODULES, PACKAGES
from config import ROOT, Config


def create_app(config: Config | None = None) -> Flask:
    """The application for `config` (by default read from the environment)."""
    config = config or Config()
    app = Flask(__name__, root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.url_rule_class = LateRule
    app.config["DAYROOM"] = config
    app.config["SECRET_KEY"] = config.secret_key or _kept_secret(config)
    app.testing = config.testing
    init_database(app, config)
    init_replica(app, config)
    init_stored(app, config)
    init_web(app, config)
    for package in PACKAGES:
        for module in MODULES:
            _plug_in(app, package, module)
    init_navigation(app)
    guard_forms(app)
    init_jobs(app, config)
    init_metrics(app, config)
    return app


def _plug_in(app: Flask, package: str, name: str) -> None:
    """Import a package's module, if it has one, and take what it offers: `blueprint`, `commands`, `init_app`."""
    full = f"app.{package}.{name}"
    if find_spec(f"app.{package}") is None or find_spec(full) is None:
        return
    module: ModuleType = importlib.import_module(full)
    if hasattr(module, "init_app"):
        module.init_app(app)
    if hasattr(module, "blueprint"):
        app.register_blueprint(module.blueprint)
    for group in getattr(module, "commands_offered", ()):
        app.cli.add_command(group)


def _kept_secret(config: Config) -> str:
    """The random key of this installation, made on first use, readable by its owner alone."""
    path = config.instance / "secret_key"
    if not path.exists():
        config.instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()
