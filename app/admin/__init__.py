"""What an administrator of the community does: settings, members and their roles, suspension, the health of background work.

Not for: groups, guidelines and help lines, which have pages of their own; nor for judging what people write (the desk does).
"""
