"""Imports: another community's export, read once and brought in; and the demo community, which comes the same way.

For: reading the export format (docs/importing.md), saying what could not be read, bringing in what could, and remembering where each
record went, so that a second run changes nothing and what people changed here since stays theirs.

Not for: telling anybody (an import notifies nobody), nor for exporting (own data belongs to accounts).
"""
