"""The queue of jobs in a file, where there is no Redis."""

from __future__ import annotations

from typing import Any

from huey.storage import SqliteStorage


class QueueFile(SqliteStorage):
    """It need not outlive a power cut, since promises do; so nobody who hands something over waits for the disk."""

    begin_sql = "begin immediate"

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection
