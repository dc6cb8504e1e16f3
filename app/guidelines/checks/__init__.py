"""The checks, one a file, in families; `order.py` lists them in the order they run.

For: pure functions that take a `Reading` of a draft and yield what they notice.
Not for: effects (`guidelines.effects`), sentences (`guidelines.wording`), anything that stores.
"""
