"""The recipes, one module a family."""

from __future__ import annotations

from app.guidelines.training.recipe import Recipe
from app.guidelines.training.recipes import crisis

RECIPES: tuple[Recipe, ...] = (crisis.RECIPE,)
