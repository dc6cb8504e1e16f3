"""Moving a community from its SQLite file into an empty PostgreSQL, whole or not at all. It knows tables and columns, and no noun."""
