"""The recipes, one module a family."""

from __future__ import annotations

from app.guidelines.training.recipe import Recipe
from app.guidelines.training.recipes import attack, crisis, promotion

RECIPES: tuple[Recipe, ...] = (attack.RECIPE, crisis.RECIPE, promotion.RECIPE)
