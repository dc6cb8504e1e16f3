"""The recipes, one module a family."""

from __future__ import annotations

from app.guidelines.training.recipe import Recipe

RECIPES: tuple[Recipe, ...] = ()
