"""The demo community: brought in like any other export, then five of its people get a password that everybody knows.

Who came with an export is nobody's newcomer; here those of the last weeks are, so that the welcome desk can be tried. For the
same reason some have cards, the mentors sit in the room that came along, two moderators share the crisis duty, and the advisor has
looked at every group.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select

from app.accounts.consent import PRIVACY_VERSION
from app.accounts.models import Consent, Member
from app.accounts.passwords import hash_password
from app.core import clock, opening
from app.core.command import command
from app.core.db import db
from app.core.navigation import NAME, ORGANISATION
from app.core.policy import Conflict, Forbidden
from app.core.settings import Setting, declare, store
from app.guidelines.commands import accept_on_joining
from app.guidelines.queries import current
from app.imports.commands.demo_people import let_people_speak
from app.imports.commands.demo_team import let_team_work
from app.imports.course import Progress
from app.imports.manifest import read_manifest
from app.imports.models import ImportedRecord
from app.imports.queries import source_with
from app.imports.records import GROUPS, MEMBERS
from app.imports.report import Report
from app.imports.running import run_import
from app.mentoring.clocks import SETTLED_GREETED
from app.mentoring.commands.newcomers import arrive
from app.mentoring.commands.room import ROOM
from app.splitting.commands.advising import ask_for_all
from config import ROOT, Config

FOLDER = ROOT / "demo" / "community"
MENTORS_ROOM = "g-mentors"
"""The group of the export that is the mentors' room."""
PASSWORD = "larkfield-demo"  # noqa: S105 - known to everybody, on loopback only

LOADED = declare(
    Setting(
        opening.DEMO_LOADED,
        False,
        "The demo people are here",
        "Their passwords are known to everybody, so this Dayroom opens on this computer only. It cannot be taken back.",
        valid=bool,
    )
)


@dataclass(frozen=True)
class SignIn:
    """One of the people to look around as."""

    username: str
    who: str


SIGN_INS = (
    SignIn("ruth", "a member"),
    SignIn("ingrid", "a mentor"),
    SignIn("ana", "a moderator, who has the review desk"),
    SignIn("samuel", "a second moderator, whom Ana asks, and who decides on appeals"),
    SignIn("marta", "the administrator"),
)


def load_demo(config: Config, progress: Progress | None = None) -> Report:
    """Load the demo community. Raises Forbidden ('public') where others can reach the site, Conflict ('not_empty') among members.

    A loading that was cut off goes on where it stopped.
    """
    if opening.is_public(config):
        raise Forbidden("public")
    if not is_welcome():
        raise Conflict("not_empty")
    opening.fill()
    report = run_import(FOLDER, progress=progress)
    # Five hashes, before the transaction opens.
    open_accounts({each.username: hash_password(PASSWORD) for each in SIGN_INS})
    return report


def is_welcome() -> bool:
    """Whether nobody is here yet, or only some of the demo people."""
    source = source_with(read_manifest(FOLDER).key)
    if source is not None and not opening.has_demo_accounts():
        return True
    return not db.session.scalar(select(exists().where(Member.id.is_not(None))))


@command
def open_accounts(hashes: dict[str, str]) -> None:
    """Give the five their passwords and addresses, let everybody have accepted the guidelines, and name the community.

    Whoever joined in the last weeks stands on the welcome desk.
    """
    source = source_with(read_manifest(FOLDER).key)
    assert source is not None
    mine = select(ImportedRecord.local_id).where(
        ImportedRecord.source_id == source.id, ImportedRecord.kind == MEMBERS.name
    )
    now, version = clock.now(), current()
    members = db.session.scalars(select(Member).where(Member.id.in_(mine)).order_by(Member.id)).all()
    for member in members:
        if version is not None:
            accept_on_joining(member.id, str(version.number))
        if now - member.joined_at < SETTLED_GREETED:
            arrive(member.id)
        if member.username in hashes:
            member.password_hash = hashes[member.username]
            member.email, member.email_confirmed_at = f"{member.username}@example.org", now
            db.session.add(Consent(member_id=member.id, kind="privacy", version=PRIVACY_VERSION, given_at=now))
    by_name = {member.username: member.id for member in members}
    let_people_speak(by_name)
    let_team_work(by_name)
    room = db.session.get_one(ImportedRecord, (source.id, GROUPS.name, MENTORS_ROOM))
    store(ROOM.name, room.local_id)
    ask_for_all()
    store(NAME.name, "Dayroom")
    store(ORGANISATION.name, "Larkfield Hospitals")
    store(LOADED.name, True)
