"""What changes accounts. Packages above use the names below; the rest is called by this package's own routes and jobs."""

from app.accounts.commands.handing_over import end_rights
from app.accounts.commands.leaving import leave_for
from app.accounts.commands.members import NewMember, add_member
from app.accounts.commands.restricting import RestrictionInput, lift_restriction, restrict
from app.accounts.commands.roles import add_member_with_role, grant_role, revoke_role

__all__ = [
    "NewMember",
    "RestrictionInput",
    "add_member",
    "add_member_with_role",
    "end_rights",
    "grant_role",
    "leave_for",
    "lift_restriction",
    "restrict",
    "revoke_role",
]
