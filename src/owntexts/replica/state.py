"""Small values under a name: integers, texts and bytes, kept in the same transactions as the rest."""

from owntexts.replica.database import Connection, Replica

Small = int | str | bytes | None


def get(db: Replica, key: str) -> Small:
    """The value, or None where there is none."""
    with db.read() as connection:
        return read(connection, key)


def put(db: Replica, key: str, value: Small) -> None:
    """Keeps the value; None forgets the key."""
    with db.write() as connection:
        write(connection, key, value)


def read(connection: Connection, key: str) -> Small:
    value: Small = connection.execute("select value from state where key = ?", (key,)).get
    return value


def write(connection: Connection, key: str, value: Small) -> None:
    if value is None:
        connection.execute("delete from state where key = ?", (key,))
    else:
        connection.execute("insert or replace into state values (?, ?)", (key, value))
