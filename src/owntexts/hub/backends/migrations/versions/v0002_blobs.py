"""Blobs, the objects that are none's, and what of an account's room the blobs take."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("blobs", sa.BigInteger, nullable=False, server_default="0"))
    _blobs()
    _loose_objects()


def _blobs() -> None:
    op.create_table(
        "blobs",
        sa.Column("account", sa.LargeBinary(16), sa.ForeignKey("accounts.id", name="blob_of_account")),
        sa.Column("id", sa.LargeBinary(16)),
        sa.Column("object", sa.String(49), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("stored_at", sa.BigInteger, nullable=False),
        sa.Column("delete_after", sa.BigInteger),
        sa.PrimaryKeyConstraint("account", "id"),
        sa.UniqueConstraint("object", name="one_blob_an_object"),
    )
    op.create_index("blobs_that_go", "blobs", ["delete_after"])


def _loose_objects() -> None:
    op.create_table(
        "loose_objects",
        sa.Column("name", sa.String(49), primary_key=True),
        sa.Column("account", sa.LargeBinary(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("reserved", sa.BigInteger),
    )
