"""A fix speaks the language of the post."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from app.guidelines.assessment import assess
from app.guidelines.checks import contact_details
from app.guidelines.draft import Draft
from app.guidelines.placeholders import SPANISH


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("Hola, yo tengo mucho miedo desde ayer. Llamame al 07700 900418 por favor, estoy sola.", "[número de teléfono quitado]"),
        ("I have been very worried since then, please ring me on 07700 900418.", "[phone number taken out]"),
        ("07700 900418", "[phone number taken out]"),
    ],
)  # fmt: skip
def test_a_placeholder_is_in_the_language_of_the_words(text: str, fix: str) -> None:
    assert [each.fix for each in assess(Draft(text=text)).findings if each.kind == "phone"] == [fix]


def test_every_placeholder_of_private_details_is_there_in_spanish() -> None:
    found = set()
    for module in pkgutil.iter_modules(contact_details.__path__, f"{contact_details.__name__}."):
        names = vars(importlib.import_module(module.name))
        found |= {value for name, value in names.items() if name.endswith("FIX") and isinstance(value, str)}
    assert found == set(SPANISH)
