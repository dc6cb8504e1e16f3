"""The audit trail: one append-only entry for every audited fact, written in the same transaction.

Not for: telling people (notifications do), nor for what people wrote: an entry holds ids, codes and dates alone, without foreign keys.
"""
