#!/bin/sh
# The layout of three machines as plain processes on this one, for a minute under load, while its parts are killed. See docs/deploying.md.
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/python -m tests.house.deployed "$@"
