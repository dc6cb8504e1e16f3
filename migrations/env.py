"""Runs revisions on the connection that `app/core/database.py` hands over. No model is imported by a revision."""

from alembic import context

from app.core.db import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
