"""Alembic's entrance: migrate over the connection that `migrating` hands in."""

from alembic import context

from owntexts.hub.backends.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
