"""The commands of discussions, one module a verb: publish, edit, keep order, drafts, watch."""
