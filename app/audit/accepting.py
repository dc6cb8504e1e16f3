"""What a person does about a fault: they say why it is there. That is written into the record itself, and the chain goes on."""

from __future__ import annotations

from app.audit import faults
from app.audit.adopting import last_entry
from app.audit.chain import mark_of
from app.audit.events import REASONS, AuditAccepted, AuditBroken
from app.audit.faults import Fault
from app.audit.keys import key
from app.audit.writing import hold_head, set_head
from app.core.command import command, publish
from app.core.policy import Invalid


@command
def accept(fault: Fault, reason: str) -> None:
    """Note that `fault` is known: `verify` passes over it from now on. Raises Invalid (`reason`).

    The end of the chain is put where its last entry stands, and a new key takes over.
    """
    if reason not in REASONS:
        raise Invalid("unknown_reason", field="reason")
    hold_head()
    if fault.kind in (faults.HEAD, faults.AFTER_END):
        number, link = last_entry()
        set_head(count=number, link=link)
    if fault.kind == faults.KEY:
        set_head(key_mark=mark_of(key()))
    publish(AuditAccepted(actor_id=None, kind=fault.kind, number=fault.number, through=fault.through, reason=reason))


@command
def tell_broken(fault: Fault) -> None:
    """Announce what the daily look found."""
    publish(AuditBroken(actor_id=None, kind=fault.kind, number=fault.number, through=fault.through))
