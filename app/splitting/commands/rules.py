"""The rules of a room: which discussions go there by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.splitting.commands.finding import hold_draft, mark_changed, room_in
from app.splitting.commands.refreshing import refresh_places
from app.splitting.inputs import LONGEST_CLUSTER, LONGEST_VALUE, MOST_RULES, RuleInput
from app.splitting.models import CLUSTER, TAG, WORD, SplitPlan, SplitRoom, SplitRule
from app.splitting.placing import same_value, stored_value
from app.splitting.queries.rooms import stored_rules

FEWEST_WORDS = 2
"""A cluster of one word is a word rule."""


@command
def add_rule(actor: Actor, plan_id: int, room_id: int, new: RuleInput, version: int) -> int:
    """Let discussions go to the room by a tag, a word, or a cluster, and place all of them anew; answers the rule's id.

    Raises NotFound, Conflict (plan_changed, not_a_draft), Invalid: no_such_room, unknown_kind, value_missing, value_long, no_word,
    few_words, too_many_rules, rule_taken (fact `room`: the name of the room that has it).
    """
    plan, _ = hold_draft(actor, plan_id, version)
    rule = insert_rule(plan, room_in(plan, room_id), new)
    refresh_places(plan)
    mark_changed(actor, plan)
    return rule.id


@command
def remove_rule(actor: Actor, rule_id: int, version: int) -> None:
    """Take a rule out, and place everything anew. Raises NotFound, Conflict."""
    rule = db.session.get(SplitRule, rule_id)
    if rule is None:
        raise NotFound
    plan, _ = hold_draft(actor, rule.plan_id, version)
    db.session.execute(delete(SplitRule).where(SplitRule.id == rule_id).execution_options(synchronize_session=False))
    db.session.expire_all()
    refresh_places(plan)
    mark_changed(actor, plan)


@command
def insert_rule(plan: SplitPlan, room: SplitRoom, new: RuleInput) -> SplitRule:
    """The new row, checked and flushed; nothing is placed yet. Nested; raises Invalid as `add_rule`."""
    form, value = _checked(new)
    rules = stored_rules(plan.id)
    _check_taken(rules, new.kind, form)
    if sum(rule.room_id == room.id for rule in rules) >= MOST_RULES:
        raise Invalid("too_many_rules", field="value", most=MOST_RULES)
    rule = SplitRule(plan_id=plan.id, room_id=room.id, kind=new.kind, value=value)
    db.session.add(rule)
    db.session.flush()
    return rule


def _checked(new: RuleInput) -> tuple[str, str]:
    """The form under which the value is compared, and the value as it is kept."""
    if new.kind not in (TAG, WORD, CLUSTER):
        raise Invalid("unknown_kind", field="kind")
    if not new.value.strip():
        raise Invalid("value_missing", field="value")
    most = LONGEST_CLUSTER if new.kind == CLUSTER else LONGEST_VALUE
    if len(new.value) > most:
        raise Invalid("value_long", field="value", most=most)
    form = same_value(new.kind, new.value)
    if not form:
        raise Invalid("no_word", field="value")
    if new.kind == CLUSTER and len(form.split()) < FEWEST_WORDS:
        raise Invalid("few_words", field="value")
    return form, stored_value(new.kind, new.value)


def _check_taken(rules: Sequence[SplitRule], kind: str, form: str) -> None:
    for rule in rules:
        if rule.kind == kind and same_value(kind, rule.value) == form:
            name = db.session.get_one(SplitRoom, rule.room_id).name
            raise Invalid("rule_taken", field="value", room=name)
