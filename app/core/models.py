"""The kernel's tables live beside what uses them; importing them here puts them into the metadata."""

from app.core.jobs import Promise
from app.core.limits import LimitCount
from app.core.settings import StoredSetting

__all__ = ["LimitCount", "Promise", "StoredSetting"]
