"""Flags, review items, claims and decisions: everything that waits for a moderator, in one queue.

It judges subjects that it does not import: content plugs in through `registry`. Not for: noticing things in a text (guidelines
does), nor for showing or hiding content by itself (each kind's adapter does that, inside the decision's transaction).
"""
