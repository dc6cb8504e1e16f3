"""What audited facts are called on the pages of the record. A fact is named here in one row, by the name of its class.

`label` goes for everybody; `mine` is what the member reads whom it is about. Without it the entry is not in their view: it is told by
another entry already, or it is no matter of theirs. A package above may call `audit.registry.call_facts` itself.
"""

from __future__ import annotations

from app.audit.registry import FactWords, call_facts

call_facts(
    {
        # accounts
        "RoleGranted": FactWords("A role was given", "You were given a role"),
        "RoleRevoked": FactWords("A role was taken back", "A role of yours ended"),
        "MemberRestricted": FactWords("A limit was laid on a member"),
        "RestrictionLifted": FactWords("A limit on a member was lifted"),
        "SignedIn": FactWords("A member signed in", "You signed in"),
        "SessionRevoked": FactWords("Somebody was signed out", "You were signed out"),
        "PasswordChanged": FactWords("A password was changed", "Your password was changed"),
        "StaffNameChosen": FactWords("A name as staff was chosen or laid down", "Your name as staff changed"),
        "ProfilePartTaken": FactWords("A name or a line was taken from a profile"),
        "ProfilePartBack": FactWords("A name or a line was put back on a profile"),
        "AddressChanged": FactWords("A mail address was changed", "Your mail address was changed"),
        "LeavingAsked": FactWords("A member asked to leave", "You asked to leave"),
        "LeavingTakenBack": FactWords("A member stays after all", "You took it back, and stayed"),
        "MemberLeft": FactWords("A member left", "You left"),
        "DataAsked": FactWords("A member asked for their data", "You asked for your data"),
        # admin
        "SettingChanged": FactWords("A setting was changed"),
        "MemberLookedUp": FactWords("A mail address was looked up", "Your mail address was looked up"),
        "JobsRetried": FactWords("Background work was started again"),
        # discussions
        "DiscussionLocked": FactWords("A discussion was closed, or opened again"),
        "DiscussionPinned": FactWords("A discussion was put first, or no longer"),
        "DiscussionMoved": FactWords("A discussion was moved"),
        "DiscussionsRelocated": FactWords("Discussions were moved together"),
        # groups
        "GroupCreated": FactWords("A group was made"),
        "GroupEdited": FactWords("A group was changed"),
        "GroupMoved": FactWords("A group was moved"),
        "GroupNarrowed": FactWords("A group was narrowed: fewer may read it"),
        "GroupArchived": FactWords("A group was closed, or opened again"),
        "GroupDivided": FactWords("A group was divided into rooms, or no longer"),
        "GroupAbsorbed": FactWords("A group went up in another one"),
        "JoinAnswered": FactWords("An asking to join was answered", "Your asking to join was answered"),
        "MemberTakenOut": FactWords("A member was taken out of a group", "You were taken out of a group"),
        # guidelines and help
        "GuidelinesPublished": FactWords("New guidelines hold"),
        "HelpLineAdded": FactWords("A help line was added"),
        "HelpLineChanged": FactWords("A help line was changed"),
        "HelpLineChecked": FactWords("A help line was checked"),
        "HelpLineRemoved": FactWords("A help line was taken off the page"),
        "HelpLinePutBack": FactWords("A help line was put back"),
        "HelpLineExpired": FactWords("A help line is past its date of check"),
        # lab
        "RuleSaved": FactWords("A rule of the checks was saved"),
        "EffectSet": FactWords("What a check does was chosen"),
        "CheckTripped": FactWords("A check touched far more than usual"),
        "TripSettled": FactWords("It was decided about such a check"),
        # mentoring
        "Nominated": FactWords("A member was proposed as a mentor"),
        "NominationAnswered": FactWords("A proposal of a mentor was answered"),
        # moderation
        "ItemSeen": FactWords("An item of the desk was closed as seen"),
        "ItemDecided": FactWords("A moderator decided", "A moderator decided about you or your words"),
        "AppealMade": FactWords("A member appealed", "You appealed"),
        "AppealTakenBack": FactWords("A member took an appeal back", "You took your appeal back"),
        "AppealDecided": FactWords("Somebody else decided on an appeal", "Your appeal was decided"),
        "GraveActAsked": FactWords("A second person was asked for a grave act"),
        "GraveActDone": FactWords("A grave act was done, by the second of two people"),
        "GraveActEnded": FactWords("A grave act was not done"),
        "SanctionLaid": FactWords("A measure was laid on a member"),
        "SanctionLifted": FactWords(
            "A measure ended before its time", "What was decided about you ended before its time"
        ),
        "RecordRead": FactWords("The record was read"),
        "StatementsExported": FactWords("Statements of reasons were exported"),
        "StaffNoteKept": FactWords("A note for the team was written"),
        "StaffNoteEnded": FactWords("A note for the team was taken away"),
        "TextKept": FactWords("A text of the team was written, changed or taken away"),
        # outsiders
        "OutsiderNoticeOpened": FactWords("A notice from outside came to the desk"),
        "OutsiderNoticeSettled": FactWords("A notice from outside was settled"),
        "OutsiderNoticeRead": FactWords("A whole notice from outside was read"),
        "OutsiderNoticeAnswered": FactWords("A word to who sent a notice was written"),
        # splitting
        "PlanMade": FactWords("A plan to split a group was begun"),
        "PlanChanged": FactWords("A plan to split was changed"),
        "PlanDropped": FactWords("A plan to split was put aside"),
        "SplitStarted": FactWords("A split began"),
        "GroupSplit": FactWords("A group was split"),
        "UndoStarted": FactWords("Undoing a split began"),
        "SplitUndone": FactWords("A split was undone"),
        "GroupsMerged": FactWords("Two groups were merged"),
    }
)

ROLES = {"mentor": "mentor", "moderator": "moderator", "admin": "admin"}
ENDINGS = {
    "signed_out": "signed out there",
    "revoked": "signed out from another device",
    "password": "the password was changed",
    "reset": "the password was set anew",
    "suspended": "suspended",
}
"""Why a session ended."""
