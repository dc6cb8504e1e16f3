"""Who may do what with accounts, roles and restrictions."""

from __future__ import annotations

from app.accounts.actor import ADMIN, MENTOR, MODERATOR, Actor
from app.core.policy import Verdict, allow_if, deny, permission
from app.core.scope import ROOT, is_within


@permission("account.manage")
def manage_account(actor: Actor, member_id: int) -> Verdict:
    """One's own account only; staff change what they need by commands of their own."""
    return allow_if(actor.is_active and actor.member_id == member_id, "not_your_account")


@permission("account.take_data")
def take_data(actor: Actor, member_id: int) -> Verdict:
    """One's own data only; also for suspended members."""
    return allow_if(actor.member_id is not None and actor.member_id == member_id, "not_your_account")


@permission("account.leave")
def leave(actor: Actor, member_id: int) -> Verdict:
    """One's own account only; also for suspended members."""
    return allow_if(actor.member_id is not None and actor.member_id == member_id, "not_your_account")


@permission("account.agree")
def agree(actor: Actor, member_id: int) -> Verdict:
    """To what is kept about oneself; also for suspended members."""
    return allow_if(actor.member_id is not None and actor.member_id == member_id, "not_your_account")


@permission("account.let_leave")
def let_leave(actor: Actor) -> Verdict:
    """Admins, for who asked by letter."""
    return allow_if(actor.is_admin, "admins_only")


@permission("account.describe")
def describe_oneself(actor: Actor, member_id: int) -> Verdict:
    """What others read about one: not while one may write nowhere."""
    if actor.is_read_only(ROOT) and actor.is_active:
        return deny("read_only")
    return manage_account(actor, member_id)


@permission("account.act_as_staff")
def act_as_staff(actor: Actor, member_id: int) -> Verdict:
    """A name for acting as staff: who moderates or administers, also while that rests, and who has one still, to lay it down."""
    if not take_staff_name(actor) and not actor.staff_name:
        return deny("staff_only")
    return manage_account(actor, member_id)


@permission("account.take_staff_name")
def take_staff_name(actor: Actor) -> Verdict:
    """Another one than none: only who holds such a role."""
    return allow_if(any(held.kind in (MODERATOR, ADMIN) for held in actor.grants), "staff_only")


@permission("profile.take")
def take_profile_part(actor: Actor, member_id: int) -> Verdict:
    """A profile shows everywhere: it is for those who moderate everywhere, and for nobody about themselves."""
    if actor.member_id is not None and actor.member_id == member_id:
        return deny("not_yourself")
    return allow_if(actor.moderates(ROOT), "moderators_of_all_only")


@permission("account.sign_out")
def sign_out(actor: Actor) -> Verdict:
    """Also for suspended members."""
    return allow_if(actor.member_id is not None, "sign_in")


@permission("member.read")
def read_member(actor: Actor) -> Verdict:
    """Profiles are for members; for everybody else there are none."""
    return allow_if(actor.is_active or actor.is_system, "members_only")


@permission("member.add")
def add_member(actor: Actor) -> Verdict:
    return allow_if(actor.is_admin, "admins_only")


@permission("member.restrict")
def restrict_member(actor: Actor, member: Actor, path: str) -> Verdict:
    """Limit somebody on a path: whoever moderates it. Nobody themselves; who moderates it too, by an admin alone."""
    if actor.member_id is not None and actor.member_id == member.member_id:
        return deny("not_yourself")
    if any(held.kind in (MODERATOR, ADMIN) and is_within(path, held.path) for held in member.grants):
        return allow_if(actor.is_admin, "admins_only")
    return allow_if(actor.moderates(path), "moderators_of_all_only" if path == ROOT else "not_your_group")


@permission("role.grant")
def grant_role(actor: Actor, kind: str, path: str) -> Verdict:
    """Admins name everybody; moderators name mentors where they moderate."""
    if kind == MENTOR:
        return allow_if(actor.moderates(path), "moderators_only")
    return allow_if(actor.is_admin, "admins_only")


@permission("role.revoke")
def revoke_role(actor: Actor, kind: str, path: str, member_id: int) -> Verdict:
    """As granting; and everybody may lay down a role of their own."""
    if actor.is_active and actor.member_id == member_id:
        return allow_if(True, "")
    return grant_role(actor, kind, path)
