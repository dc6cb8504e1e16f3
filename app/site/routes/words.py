"""Pages of words: how moderation works, what is kept, how to make the text larger."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, request

from app.accounts.commands.consenting import agree
from app.accounts.consent import MINIMUM_AGE, PRIVACY_VERSION, has_agreed
from app.core.policy import Conflict
from app.core.web import access, see_other
from app.discussions.preparing import CRISIS_OUT
from app.guidelines.effects import DEFAULT_EFFECTS, Effect
from app.guidelines.effects_in_force import effects_in_force
from app.guidelines.served import serving
from app.guidelines.wording import kinds_of
from app.help.opening import spoken
from app.moderation.commands.claims import CLAIM_MINUTES
from app.moderation.hours import HOURS
from app.moderation.kinds import DUE_CRISIS, DUE_FLAG, DUE_HOLD
from app.moderation.own_data import NOTES_IN_EXPORT
from app.moderation.queries.rulings import CONTACT
from app.outsiders.commands.forgetting import KEPT_MONTHS
from app.site import queries
from app.site.routes.blueprint import blueprint


@blueprint.get("/how-moderation-works")
@access("public.read", suspended=True)
def how_moderation_works() -> str:
    """True to the settings of this minute."""
    return render_template(
        "site/how_moderation_works.html",
        house=queries.house(),
        serving=serving(),
        crisis_minutes=DUE_CRISIS.get(),
        hold_hours=DUE_HOLD.get(),
        reading_hours=spoken(HOURS.get()) if HOURS.get() else "",
        flag_hours=DUE_FLAG.get(),
        claim_minutes=CLAIM_MINUTES.get(),
        crisis_out=CRISIS_OUT.get(),
        details=_details(),
        crisis_medium=str(effects_in_force().effect_of("crisis", "", "medium")),
        contact=CONTACT.get(),
    )


@blueprint.get("/privacy")
@access("public.read", suspended=True)
def privacy() -> str:
    """What consent is given to; a change of what is kept needs a new version of it. Members who agreed to another one are asked."""
    return render_template(
        "site/privacy.html",
        version=PRIVACY_VERSION,
        contact=CONTACT.get(),
        minimum_age=MINIMUM_AGE.get(),
        notes_in_export=NOTES_IN_EXPORT.get(),
        kept_months=KEPT_MONTHS.get(),
        asks=g.actor.member_id is not None and not has_agreed(g.actor.member_id),
    )


@blueprint.post("/privacy")
@access("account.agree", suspended=True)
def agree_to_privacy() -> Any:
    """Agree to the page as it is now."""
    try:
        agree(g.actor, request.form.get("version", ""))
    except Conflict:
        flash("The page has changed since you opened it. Please look at it once more.", "problem")
        return see_other("site.privacy")
    flash("Thank you. It is kept that you agreed, and when.", "done")
    return see_other("site.privacy")


@blueprint.get("/text-size")
@access("public.read", suspended=True)
def text_size() -> str:
    return render_template("site/text_size.html")


def _details() -> str:
    """What happens to private details in the whole community: `usual`, one effect for all of them, or `mixed`."""
    usual, table = DEFAULT_EFFECTS, effects_in_force()
    # Full names are only noted, whatever is decided about numbers and addresses.
    kinds = [kind for kind in kinds_of("contact_details") if usual.effect_of("contact_details", kind) > Effect.NOTE]
    found = [table.effect_of("contact_details", kind) for kind in kinds]
    if found == [usual.effect_of("contact_details", kind) for kind in kinds]:
        return "usual"
    return str(found[0]) if len(set(found)) == 1 else "mixed"
