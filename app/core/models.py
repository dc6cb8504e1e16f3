"""The kernel's tables live beside what uses them; importing them here puts them into the metadata."""

from app.core import changes
from app.core.jobs import Promise
from app.core.limits import LimitCount
from app.core.settings import StoredSetting
from app.core.versions import HOUSE, PageVersion, shows

__all__ = ["LimitCount", "PageVersion", "Promise", "StoredSetting", "changes"]

shows(StoredSetting, HOUSE)
