"""Members: joining, signing in, sessions, consent; the roles (grants) and restrictions they hold, and the Actor built from them.

Not for: what a member shows or writes (profiles and posts live above), nor for what a role may do (each package's policies say that).
"""
