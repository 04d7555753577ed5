"""The steps, oldest first; Alembic reads them as files."""
