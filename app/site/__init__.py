"""The first page, "For you", and the pages that say how this place works and what it keeps.

Not for: anything that changes something. What these pages show belongs to the packages below.
"""
