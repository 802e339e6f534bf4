"""The hub's tables, newest state whole; `migrations` leads there and a test compares the two.

Log items stand in the table itself: one commit then covers an item, its place and the zone's head.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()

accounts = Table(
    "accounts",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("quota", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
    Column("incarnation", LargeBinary(16), nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("zone_hash", LargeBinary(32), nullable=False),
    Column("keyring_number", Integer, nullable=False),
    Column("keyring_hash", LargeBinary(32), nullable=False),
    Column("blobs", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("name_key", name="one_account_a_name"),
)

logins = Table(
    "logins",
    metadata,
    Column("account", LargeBinary(16), ForeignKey("accounts.id", name="login_of_account"), primary_key=True),
    Column("method", String(8), primary_key=True),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("memory_kib", Integer, nullable=False),
    Column("iterations", Integer, nullable=False),
    Column("lanes", Integer, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("account", LargeBinary(16), ForeignKey("accounts.id", name="device_of_account"), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("counter", BigInteger, nullable=False),
    Column("last_hash", LargeBinary(32), nullable=False),
    Column("token_sha256", LargeBinary(32)),
    Column("removed", Boolean, nullable=False),
    Column("last_seen_at", BigInteger),
    UniqueConstraint("token_sha256", name="one_device_a_token"),
)

items = Table(
    "items",
    metadata,
    Column("account", LargeBinary(16), ForeignKey("accounts.id", name="item_of_account"), primary_key=True),
    Column("token", BigInteger, primary_key=True),
    Column("hash", LargeBinary(32), nullable=False),
    Column("zone_hash", LargeBinary(32), nullable=False),
    Column("kind", String(9), nullable=False),
    Column("device", LargeBinary(16)),
    Column("counter", BigInteger),
    Column("entry_number", Integer),
    Column("stored_at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("account", "device", "counter", name="one_item_a_counter"),
    UniqueConstraint("account", "entry_number", name="one_entry_a_number"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("account", LargeBinary(16), ForeignKey("accounts.id", name="blob_of_account"), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("object", String(49), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("stored_at", BigInteger, nullable=False),
    Column("delete_after", BigInteger),
    UniqueConstraint("object", name="one_blob_an_object"),
    Index("blobs_that_go", "delete_after"),
)

loose_objects = Table(
    "loose_objects",
    metadata,
    Column("name", String(49), primary_key=True),
    Column("account", LargeBinary(16), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("reserved", BigInteger),
)

invites = Table(
    "invites",
    metadata,
    Column("code_sha256", LargeBinary(32), primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("setup", Boolean, nullable=False),
    Column("name", String),
    Column("quota", BigInteger),
    Column("expires_at", BigInteger),
)
