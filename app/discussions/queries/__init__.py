"""Reads of discussions, one module a page: the group's list, the thread, drafts, revisions, addresses."""
