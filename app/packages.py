"""The packages, lowest first: the architecture on one screen.

A package calls the ones above it in this list (which are lower in the house) and announces facts to the ones below it.
The import-linter contracts in pyproject.toml say the same and are checked with the tests.
"""

PACKAGES: tuple[str, ...] = (
    "core",
    "audit",
    "accounts",
    "help",
    "notifications",
    "guidelines",
    "groups",
    "moderation",
    "duty",
    "discussions",
    "splitting",
    "mentoring",
    "lab",
    "outsiders",
    "admin",
    "imports",
    "site",
)

MODULES: tuple[str, ...] = (
    *("assets", "wording", "models", "policies", "registry", "adapters", "own_data", "jobs", "subscribers", "routes", "cli"),
)
"""Modules of a package that announce themselves when they are imported."""
