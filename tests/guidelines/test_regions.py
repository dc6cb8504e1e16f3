"""Whose telephone numbers are looked for."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.policy import Invalid
from app.core.settings import SETTINGS, converted
from app.guidelines.assessment import assess
from app.guidelines.draft import Draft
from app.guidelines.regions import REGIONS, regions_in_force
from app.help.queries import COUNTRY


def test_the_communitys_country_and_the_usual_ones_are_tried(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert regions_in_force() == ("GB", "US", "IE")
    monkeypatch.setattr(
        type(COUNTRY), "get", lambda self: {"help.country": "NZ", "guidelines.regions": "de, fr"}[self.name]
    )
    assert regions_in_force() == ("NZ", "DE", "FR", "GB", "US", "IE")


def test_a_country_that_has_no_numbers_is_refused(app: Flask) -> None:
    assert converted(SETTINGS[REGIONS.name], "DE fr") == "DE fr"
    with pytest.raises(Invalid):
        converted(SETTINGS[REGIONS.name], "Germany")


def test_numbers_of_an_added_country_are_found_without_a_word_before_them() -> None:
    words = "030 23125-014 oder 0043 1 514 14 12"
    assert [each.kind for each in assess(Draft("so geht es: 912 345 678", regions=("ES",))).findings] == ["phone"]
    assert assess(Draft("so geht es: 912 345 678")).findings == ()
    assert assess(Draft(words, regions=("DE",))).for_family("contact_details")
