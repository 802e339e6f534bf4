"""The embedded default: SQL for what has an order, files for what has none."""
