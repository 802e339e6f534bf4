"""Accounts, logins, devices, log items and invites."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _accounts()
    _logins()
    _devices()
    _items()
    _invites()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("name_key", sa.String, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("quota", sa.BigInteger, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.Column("incarnation", sa.LargeBinary(16), nullable=False),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("zone_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("keyring_number", sa.Integer, nullable=False),
        sa.Column("keyring_hash", sa.LargeBinary(32), nullable=False),
        sa.UniqueConstraint("name_key", name="one_account_a_name"),
    )


def _logins() -> None:
    op.create_table(
        "logins",
        sa.Column("account", sa.LargeBinary(16), sa.ForeignKey("accounts.id", name="login_of_account")),
        sa.Column("method", sa.String(8)),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("memory_kib", sa.Integer, nullable=False),
        sa.Column("iterations", sa.Integer, nullable=False),
        sa.Column("lanes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("account", "method"),
    )


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("account", sa.LargeBinary(16), sa.ForeignKey("accounts.id", name="device_of_account")),
        sa.Column("id", sa.LargeBinary(16)),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.Column("last_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(32)),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("last_seen_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("account", "id"),
        sa.UniqueConstraint("token_sha256", name="one_device_a_token"),
    )


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("account", sa.LargeBinary(16), sa.ForeignKey("accounts.id", name="item_of_account")),
        sa.Column("token", sa.BigInteger),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("zone_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.String(9), nullable=False),
        sa.Column("device", sa.LargeBinary(16)),
        sa.Column("counter", sa.BigInteger),
        sa.Column("entry_number", sa.Integer),
        sa.Column("stored_at", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("account", "token"),
        sa.UniqueConstraint("account", "device", "counter", name="one_item_a_counter"),
        sa.UniqueConstraint("account", "entry_number", name="one_entry_a_number"),
    )


def _invites() -> None:
    op.create_table(
        "invites",
        sa.Column("code_sha256", sa.LargeBinary(32), primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("setup", sa.Boolean, nullable=False),
        sa.Column("name", sa.String),
        sa.Column("quota", sa.BigInteger),
        sa.Column("expires_at", sa.BigInteger),
    )
