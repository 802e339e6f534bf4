"""Bringing a database to the newest schema; one that a newer hub wrote is refused and left as it is."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from owntexts.errors import HubFailed
from owntexts.explain import Evidence, Fix

NEWEST: Final = "0002"
_SCRIPTS: Final = Path(__file__).with_name("migrations")


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing, all in one transaction."""
    with engine.begin() as connection:
        written_by = _revision(connection)
        if written_by == NEWEST:
            return
        if written_by is not None and written_by > NEWEST:
            raise _newer(written_by)
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - 100 ms that only a migration pays
    from alembic.config import Config  # noqa: PLC0415 - 100 ms that only a migration pays

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)


def _newer(revision: str) -> HubFailed:
    return HubFailed(
        "This hub's data was written by a newer Owntexts",
        "The running version does not know this layout and leaves it as it is.",
        code="hub.version",
        evidence=(Evidence("layout", revision, NEWEST, "the hub's database"),),
        fixes=(Fix("update", "Update Owntexts on the hub's machine", "person"),),
    )
