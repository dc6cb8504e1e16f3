"""Background entry points of splitting, each calling a command."""

from __future__ import annotations
