"""Splitting: advice on when a group should be divided, plans to do it, their runs and undoing, merging, and members' choice.

Not for: the tree itself, who belongs where and the ledger of addresses (groups), nor for what is said in a group (discussions).
"""
