"""What changes groups: the tree, closing, belonging, asking. Packages above use the names below."""

from app.groups.commands.absorbing import absorb_group
from app.groups.commands.answering import answer_request
from app.groups.commands.asking import ask_to_join, take_back_request
from app.groups.commands.belonging import admit, count_discussions, join, leave, let_go, recount_members
from app.groups.commands.closing import archive_group, unarchive_group
from app.groups.commands.dividing import divide_group
from app.groups.commands.editing import edit_group
from app.groups.commands.making import create_group
from app.groups.commands.moving import move_group
from app.groups.commands.taking_out import take_out
from app.groups.inputs import EditInput, GroupInput, Settled

__all__ = [
    "EditInput",
    "GroupInput",
    "Settled",
    "absorb_group",
    "admit",
    "answer_request",
    "archive_group",
    "ask_to_join",
    "count_discussions",
    "create_group",
    "divide_group",
    "edit_group",
    "join",
    "leave",
    "let_go",
    "move_group",
    "recount_members",
    "take_back_request",
    "take_out",
    "unarchive_group",
]
