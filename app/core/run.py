"""`./dayroom run`: prepares the database, opens the house on its first run, and keeps the server and the job worker going.

The script at the root prepares Python and hands over to this module. It loads the application once; its children are forked from it.
"""

from __future__ import annotations

import argparse
import errno
import getpass
import http.client
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.core import database, opening, serve
from app.core.db import db, has_moved
from app.core.jobs import queue_of
from app.core.keeper import Child, Keeper
from app.core.policy import Closed
from app.core.terminal import Trouble, application, call, cannot_write, closed_words, no_database, say_trouble
from config import Config

START_SECONDS = 60.0
"""How long the server may take to answer for the first time."""


@dataclass(frozen=True)
class Options:
    """What stands behind `./dayroom run`. The first admin's details are asked for when they are missing."""

    empty: bool = False
    name: str = ""
    admin: str = ""
    email: str = ""
    password_stdin: bool = False


def main(words: Sequence[str]) -> int:
    """Run the house until a signal; answers the exit code."""
    try:
        options = _options(words)
        config = _config()
        _check_door(config)
        app = application()
        with app.app_context():
            lines = _prepare(app, config, options)
        return _keep_open(app, config, lines)
    except Trouble as trouble:
        say_trouble(trouble)
        return 1
    except Closed as closed:
        say_trouble(Trouble(closed_words(closed)))
        return 1
    except DBAPIError as error:
        say_trouble(Trouble(no_database(error)))
        return 1
    except PermissionError as error:
        say_trouble(Trouble(cannot_write(str(error.filename))))
        return 1
    except KeyboardInterrupt:
        return 130


def _options(words: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser("./dayroom run", description="Open the house: the server and the job worker, on this computer.")
    parser.add_argument("--empty", action="store_true", help="a community of your own, without the demo people")
    parser.add_argument("--name", default="", help="its name (with --empty)")
    parser.add_argument("--admin", default="", metavar="USERNAME", help="the first admin's username (with --empty)")
    parser.add_argument("--email", default="", help="the first admin's mail address (with --empty)")
    parser.add_argument("--password-stdin", action="store_true", help="read the first admin's password from standard input")
    return Options(**vars(parser.parse_args(words)))


def _config() -> Config:
    try:
        return Config()
    except ValueError as error:
        raise Trouble(f"A setting cannot be used: {error}. PORT is a number such as 8000.") from error


def _check_door(config: Config) -> None:
    """Whether the server could listen. Raises Trouble with what to do when not."""
    if not 0 < config.port < 65536:
        raise Trouble("PORT is a number from 1 to 65535, such as 8000.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Trouble(_door_sentence(config, error)) from error


def _door_sentence(config: Config, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"Port {config.port} is taken, perhaps by a Dayroom that is already open. "
            f"Close that, or choose another port: PORT={config.port + 1} ./dayroom run"
        )
    if number == errno.EACCES:
        return f"Port {config.port} needs more rights than you have. Choose one above 1023: PORT=8000 ./dayroom run"
    return f"HOST={config.host} PORT={config.port} is no address of this computer. Without HOST and PORT it is 127.0.0.1 and 8000."


def _prepare(app: Flask, config: Config, options: Options) -> list[str]:
    """Schema, first opening, refusals; answers what to say under the address. Leaves no connection behind for the children."""
    if database.is_fresh(db.engine) and opening.is_public(config) and not options.empty:
        raise Trouble(_DEMO_STAYS)
    if has_moved():
        raise Closed("moved")
    if not database.is_current(db.engine):
        database.upgrade(db.engine)
    if opening.is_public(config) and opening.has_demo_accounts():
        raise Trouble(_DEMO_STAYS)
    how = opening.opened_as()
    if options.empty and (how == "demo" or opening.has_demo_accounts()):
        raise Trouble(
            "The demo community is in this database. To begin an empty one, move the folder instance away "
            "or set DAYROOM_INSTANCE to another folder."
        )
    db.session.remove()
    if not how:
        opening.fill()
        _open_empty(options) if options.empty else _open_with_demo(config)
    lines = opening.greeting()
    db.session.remove()
    db.engine.dispose()
    queue_of(app).storage.close()
    return lines


_DEMO_STAYS = (
    "The demo accounts have passwords that everybody knows, so they stay on this computer. "
    "Leave HOST and PUBLIC_URL unset, or open a community of your own in a new folder: "
    "DAYROOM_INSTANCE=/a/folder ./dayroom run --empty"
)


def _open_with_demo(config: Config) -> None:
    if opening.is_public(config):
        opening.note_opened("own")
        return
    call("demo", "load", "--if-empty")
    opening.note_opened("demo" if opening.has_demo_accounts() else "own")


def _open_empty(options: Options) -> None:
    """Ask for what is missing, then add the first admin; a refused answer is asked for again where there is somebody to ask."""
    if not options.password_stdin and not sys.stdin.isatty():
        raise Trouble("There is nobody to ask. Give --name, --admin and --email, and the password with --password-stdin.")
    name = options.name or _ask("Name of your community")
    while not _add_admin(options):
        if options.password_stdin:
            raise Trouble("The first admin was not added, so nothing is opened; the reason stands above.")
        print("Please answer again.", file=sys.stderr)
        options = Options(empty=True)
    opening.note_opened("empty", name)


def _add_admin(options: Options) -> bool:
    """Whether the first admin is there now; if not, the command has said why."""
    admin = options.admin or _ask("Username of its first admin")
    email = options.email or _ask("Their mail address")
    password = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else _ask_password()
    try:
        call("members", "add", admin, "--email", email, "--role", "admin", "--password-stdin", given=password + "\n")
    except Trouble:
        return False
    return True


def _ask(question: str) -> str:
    answer = ""
    while not answer:
        try:
            answer = input(f"{question}: ").strip()
        except EOFError as end:
            raise Trouble("Stopped before everything was answered; nothing was changed.") from end
    return answer


def _ask_password() -> str:
    while True:
        password = getpass.getpass("A password for them: ")
        if password == getpass.getpass("The same again: "):
            return password
        print("The two differ. Please type it again.", file=sys.stderr)


def _keep_open(app: Flask, config: Config, lines: list[str]) -> int:
    serve.quiet()
    server = Child("server", partial(serve.serve, app, config))
    worker = Child("job worker", partial(serve.work, app), goodbye=signal.SIGINT)
    keeper = Keeper((server, worker, *serve.measured(app, config, "house")), _say)
    keeper.start()
    deadline = time.monotonic() + START_SECONDS
    keeper.keep(lambda: _answers(config) or server.deaths > 1 or time.monotonic() > deadline, pause=0.05)
    if keeper.ending is None and not server.deaths:
        _say("\n".join((f"\nDayroom is open: {_address(config)}", *lines, "Ctrl-C closes it.\n")))
        keeper.keep()
    keeper.stop()
    if keeper.ending is None:
        raise Trouble("The server could not start; the reason stands above.")
    return 130 if keeper.ending == signal.SIGINT else 0


def _say(words: str) -> None:
    print(words, flush=True)


def _reached(config: Config) -> str:
    """The host under which this computer reaches its own server."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)


def _address(config: Config) -> str:
    if config.public_url:
        return config.public_url
    host = _reached(config)
    return f"http://{f'[{host}]' if ':' in host else host}:{config.port}"


def _answers(config: Config) -> bool:
    connection = http.client.HTTPConnection(_reached(config), config.port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
