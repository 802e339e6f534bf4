"""SMS Backup & Restore, zipped with a password: WinZip's AES, as its library for Android writes it."""

import zipfile
import zlib
from pathlib import Path
from struct import pack
from typing import Final

from owntexts.crypto.foreign import zip_aes
from owntexts.testing.android import smsbr
from owntexts.testing.android.telephone import fixed
from owntexts.testing.life import Life

NAME: Final = b"sms-20240101120000.xml"
AES, STRENGTH, VERSION = 99, 3, 2
ENCRYPTED: Final = 1


def write(path: Path, life: Life, password: str) -> None:
    """An archive of one encrypted member."""
    plain = "".join(smsbr.lines(life)).encode()
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = zip_aes.sealed(packer.compress(plain) + packer.flush(), password, STRENGTH, fixed)
    extra = pack("<HHHHBH", 0x9901, 7, VERSION, 0x4541, STRENGTH, zipfile.ZIP_DEFLATED)
    common = pack("<HHHHHIIIHH", 51, ENCRYPTED, AES, 0, 0x21, 0, len(data), len(plain), len(NAME), len(extra))
    local = b"PK\3\4" + common + NAME + extra + data
    central = b"PK\1\2" + pack("<H", 51) + common + pack("<HHHII", 0, 0, 0, 0, 0) + NAME + extra
    path.write_bytes(local + central + b"PK\5\6" + pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0))
