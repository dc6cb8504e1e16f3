"""What discussions hold about a member, and what becomes of it when they leave; importing this registers both."""

from app.discussions.own_data import leaving, taking

__all__ = ["leaving", "taking"]
