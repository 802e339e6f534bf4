"""The way from each older schema to the newest, by Alembic."""
