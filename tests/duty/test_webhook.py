"""What a webhook sends, how it is signed, and where it never goes."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from app.core.command import command
from app.core.db import db
from app.core.policy import Forbidden, Invalid
from app.core.settings import store
from app.duty.commands.alarms import acknowledge, start_drill
from app.duty.commands.hooks import add_hook, remove_hook
from app.duty.inputs import HookInput
from app.duty.models import DutyHook
from app.duty.webhook import Refused, checked_address, is_public, post
from tests.duty.making import alarm, crisis, mover, shift, steps, work
from tests.world import World


class Received:
    """A machine on loopback that takes calls; `status` is what it answers."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        received = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.calls.append((dict(self.headers), body))
                self.send_response(received.status)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/calls?team=1"


@pytest.fixture
def machine() -> Iterator[Received]:
    received = Received()
    yield received
    received.server.shutdown()
    received.server.server_close()


@command
def _allow_private() -> None:
    store("duty.private_addresses", True)


def test_no_machine_of_ones_own_network_is_called_whatever_it_is_called_by() -> None:
    inside = (
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *(
            "224.0.0.1",
            "::1",
            "fe80::1%eth0",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
        ),
    )
    assert [address for address in inside if is_public(address)] == []
    assert is_public("93.184.216.34") and is_public("2606:4700::1111") and is_public("64:ff9b::5db8:d822")
    for address in inside:
        with pytest.raises(Refused, match="private_address"):
            checked_address("https://example.org/", private=False, resolve=lambda *_: ["93.184.216.34", address])  # noqa: B023
    _, found = checked_address("https://example.org/", private=False, resolve=lambda *_: ["93.184.216.34"])
    assert found == "93.184.216.34", "the connection goes to the address that was judged"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.org/", "https_only"),
        ("ftp://example.org/", "address_form"),
        ("https://user:secret@example.org/", "address_form"),
        ("https:///path", "address_form"),
        ("https://example.org:0/", "address_form"),
        ("https://example.org:99999/", "address_form"),
        ("https://exa mple.org/", "address_form"),
        ("https://example.org/\r\nX: y", "address_form"),
        ("example.org", "address_form"),
        ("", "address_form"),
        ("https://[::1]/", "private_address"),
        ("https://2130706433/", "private_address"),
        ("https://127.0.0.1:8000/", "private_address"),
        ("https://localhost/", "private_address"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_by_name(world: World, url: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_hook(world.actor("marta"), HookInput(url, "/"))
    assert refused.value.reason == reason
    assert db.session.query(DutyHook).count() == 0


def test_the_team_and_whoever_is_on_duty_are_called_with_numbers_alone_and_a_signature(
    world: World, machine: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = mover(monkeypatch)
    shift(world, "ana")
    marta = world.actor("marta")
    with pytest.raises(Forbidden):
        add_hook(world.actor("ana"), HookInput(machine.url, "/"))
    _allow_private()
    with pytest.raises(Invalid, match="not_there"):
        add_hook(marta, HookInput(machine.url, "/", world.members["ruth"]))
    team = add_hook(marta, HookInput(machine.url, world.corners["public"].path))
    add_hook(marta, HookInput(machine.url, world.corners["other"].path))
    own = add_hook(marta, HookInput(machine.url, "/", world.members["ana"]))
    item_id = crisis(world)
    work()
    assert len(machine.calls) == 2, "the other branch hears nothing"
    for hook_id, (headers, body) in zip((team, own), machine.calls, strict=True):
        said = json.loads(body)
        assert (said["alarm"], said["item"], said["drill"]) == (alarm().id, item_id, False)
        assert said["url"].endswith(f"/desk/duty/alarms/{alarm().id}")
        assert set(said) == {"kind", "alarm", "item", "step", "drill", "raised_at", "url"}
        moment, mac = (part.partition("=")[2] for part in headers["X-Dayroom-Signature"].split(","))
        secret = db.session.get_one(DutyHook, hook_id).secret
        assert hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() == mac
    assert steps() == [("duty", "sent")] * 3
    acknowledge(world.actor("ana"), alarm().id)
    remove_hook(marta, own)
    later(minutes=1)
    start_drill(marta, world.corners["public"].path)
    work()
    assert json.loads(machine.calls[-1][1])["drill"] is True and len(machine.calls) == 3


def test_a_machine_that_does_not_take_the_call_is_tried_again_and_no_redirect_is_followed(
    world: World, machine: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = mover(monkeypatch)
    shift(world, "ana")
    _allow_private()
    add_hook(world.actor("marta"), HookInput(machine.url, "/"))
    machine.status = 302
    crisis(world)
    work()
    assert steps() == [("duty", "sent"), ("duty", "failed")] and len(machine.calls) == 1
    machine.status = 204
    later(minutes=1)
    work()
    assert steps() == [("duty", "sent")] * 2 and len(machine.calls) == 2


def test_a_name_that_leads_inside_by_now_is_not_called(machine: Received) -> None:
    with pytest.raises(Refused, match="private_address"):
        post("https://example.org/", "s", b"{}", 1, resolve=lambda *_: ["127.0.0.1"])
    assert post(machine.url, "s", b"{}", 1, private=True) == 200
    assert len(machine.calls) == 1
