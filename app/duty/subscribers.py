"""What the duty does when something happens below it."""

from __future__ import annotations

from app.accounts.events import MemberRestricted, RestrictionLifted, RoleGranted, RoleRevoked
from app.core.facts import on
from app.duty.commands.alarms import acknowledge_item, end_alarm_of, raise_alarm
from app.duty.commands.following import must_have_words
from app.duty.commands.shifts import end_shifts_without_role, note_rest
from app.duty.queries.rota import RIGHT_NOW
from app.moderation.events import ItemClaimed, ItemDecided, ItemOpened, ItemRenewed, ItemSeen, ItemWithdrawn
from app.moderation.kinds import FOLLOWUP, WORRIED


@on(ItemOpened)
def call_for_danger(fact: ItemOpened) -> None:
    """Somebody may be in danger. Words that an import brought were written elsewhere, perhaps years ago: nobody is called at night."""
    if fact.kind == WORRIED and not fact.imported:
        raise_alarm(fact.item_id)


@on(ItemRenewed)
def call_for_graver(fact: ItemRenewed) -> None:
    """Something graver was found about what waits already."""
    if not fact.imported:
        raise_alarm(fact.item_id)


@on(ItemClaimed)
def answered_by_claim(fact: ItemClaimed) -> None:
    acknowledge_item(fact.item_id, fact.actor_id)


@on(ItemDecided)
def over_by_decision(fact: ItemDecided) -> None:
    end_alarm_of(fact.item_id, fact.actor_id, is_decided=True)


@on(ItemSeen)
def over_as_seen(fact: ItemSeen) -> None:
    if fact.subject_kind == FOLLOWUP:
        must_have_words(fact.subject_id)
    else:
        end_alarm_of(fact.item_id, fact.actor_id, is_decided=False)


@on(ItemWithdrawn)
def over_by_itself(fact: ItemWithdrawn) -> None:
    end_alarm_of(fact.item_id, None, is_decided=False)


@on(RoleRevoked)
def end_shifts_of_former_moderators(fact: RoleRevoked) -> None:
    end_shifts_without_role(fact.member_id, fact.actor_id)


@on(MemberRestricted)
def missing_while_a_role_rests(fact: MemberRestricted) -> None:
    note_rest(fact.member_id, f"rest:{fact.restriction_id}")


@on(RestrictionLifted)
def back_from_a_rest(_fact: RestrictionLifted) -> None:
    RIGHT_NOW.changed()


@on(RoleGranted)
def back_with_a_role(_fact: RoleGranted) -> None:
    RIGHT_NOW.changed()
