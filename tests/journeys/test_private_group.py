"""Asking to join a private group."""

from __future__ import annotations

from tests.journeys.house import LOOKED_AT, NOTICES, House

NAME = "Carers' room"


@LOOKED_AT
def test_somebody_asks_a_moderator_accepts_and_they_read(house: House) -> None:
    passer_by = house.visitor()
    passer_by.open("/groups").reads("Heart").does_not_read(NAME)

    kit = house.member("kit")
    kit.go_in_header("Groups").reads("Private, ask to join").go(NAME).arrive(NAME, "closed")
    kit.reads("This group is private").does_not_read("Ablation on Thursday")
    kit.fill("A few words for the moderators (if you like)", "My mother comes home on Friday.").press("Ask to join")
    kit.arrive(NAME, "asked").reads("You asked to join")

    house.work()
    ana = house.staff("ana")
    ana.go_in_header("Groups").go(NAME).arrive(NAME, "looked after").go("1 person asks to join")
    ana.arrive(f"Asking to join {NAME}").reads("My mother comes home on Friday.").press("Let Kit in")
    ana.reads("They are in, and they have been told.").arrive(f"Asking to join {NAME}", "nobody waits")

    house.work()
    kit.go_in_header("For you").go(NOTICES).arrive("Your notices")
    kit.reads(NAME).go_in_header("Groups")
    kit.go(NAME).arrive(NAME, "inside").go("Ablation on Thursday").arrive("Ablation on Thursday", "private")
    kit.reads("A phone lead that is far too long.").reads("This group only")
