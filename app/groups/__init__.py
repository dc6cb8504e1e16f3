"""Groups: the tree, who belongs where, who asked to join, and the ledger of former addresses.

Not for: what is said in a group (discussions), nor for who holds a role (accounts stores grants; this package writes them through it).
"""
