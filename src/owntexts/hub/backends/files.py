"""Blobs as files of the data folder: blobs/<account>/<first byte>/<id>, all in hex."""

from pathlib import Path


class FileBlobs:
    """The blobs below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def missing(self, account: bytes, ids: tuple[bytes, ...]) -> tuple[bytes, ...]:
        return tuple(blob for blob in ids if not self._path(account, blob).is_file())

    def _path(self, account: bytes, blob: bytes) -> Path:
        return self._folder / account.hex() / blob[:1].hex() / blob.hex()
