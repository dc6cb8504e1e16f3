"""Reads of splitting, one module a page or noun; pages and commands import the module they need."""
