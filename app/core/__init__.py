"""The kernel: database, commands, facts, jobs, permissions, text, and the web door. It knows no noun of the domain.

Not for: anything that a member, group or post could be named in.
"""
