"""Builders of iPhone backups around the stores of `owntexts.testing.apple`: made-up, deterministic by seed.

    backup = build_backup(Path("backups"), messages=1_000, password="correct horse")
    pack(Path("sms.db"), Path("backups"), layout="mbdb")

Where the facts of the format are not known from a real backup, they are as public projects tell them.
"""

from owntexts.testing.iphone.backup import Backup, Layout, Named, build_backup, pack

__all__ = ["Backup", "Layout", "Named", "build_backup", "pack"]
