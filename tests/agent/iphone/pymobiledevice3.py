"""INVENTED: a stand-in for pymobiledevice3, written from what that prints. No iPhone and no GPL code is behind it.

FAKE_IPHONE names a folder: `scenario` says what happens, `asked` is where each call is written down. FAKE_BACKUPS is
where the backups lie that it makes: first, grown, encrypted.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path

HERE = Path(os.environ["FAKE_IPHONE"])
BACKUPS = Path(os.environ["FAKE_BACKUPS"])
UDID = "00008030-001A2D3C4E50002E"
PHONE = {
    "Identifier": UDID,
    "DeviceClass": "iPhone",
    "DeviceName": "Mara's iPhone",
    "ProductVersion": "17.2",
    "ProductType": "iPhone12,1",
    "UniqueDeviceID": UDID,
    "ConnectionType": "USB",
}
LOG = "2026-11-01 12:00:00 host pymobiledevice3.services.mobilebackup2[1] {level} {words}\n"
LINK_ERROR = "pymobiledevice3.exceptions.PyMobileDevice3Exception: Device link error: {}\n"
LOCKED = "{'ErrorCode': 208, 'ErrorDescription': 'Device locked (MBErrorDomain/208)', 'MessageName': 'Response'}"
REFUSED = "{'ErrorCode': 104, 'ErrorDescription': 'Multiple errors (MBErrorDomain/104)', 'MessageName': 'Response'}"
WORDS = {
    "not connected": "Device is not connected",
    "not paired": "Device is not paired",
    "refused": "User refused to trust this computer",
    "no usbmuxd": "Failed to connect to usbmuxd socket. Make sure it's running.",
    "password protected": "Device is password protected. Please unlock and retry",
    "full": "Not enough disk space",
}


def say(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()


def main(words: list[str]) -> int:
    scenario = (HERE / "scenario").read_text("utf-8")
    with (HERE / "asked").open("a") as asked:
        asked.write(json.dumps(words) + "\n")
    if words[:2] in (["usbmux", "list"], ["bonjour", "mobdev2"]):
        return phones(scenario)
    return backup(scenario, words[2:])


def phones(scenario: str) -> int:
    if scenario == "no usbmuxd":
        say(LOG.format(level="ERROR", words=WORDS[scenario]))
        return 0
    listed = [] if scenario == "nothing" else [PHONE]
    if scenario == "two":
        listed.append({**PHONE, "Identifier": "00008030-000000000000002F", "DeviceName": "Jonas's iPhone"})
    if scenario == "strange":
        listed = [{"Identifier": "../../evil"}, "text", {"Identifier": 7}]
    sys.stdout.write("\x1b[1m" * (scenario == "coloured") + json.dumps(listed, indent=4) + "\n")
    return 0


def backup(scenario: str, words: list[str]) -> int:
    folder = Path(words[-1]) / UDID
    if scenario == "old version" and "--only" in words:
        say("Usage: pymobiledevice3 backup2 backup [OPTIONS] BACKUP_DIRECTORY\nError: No such option: --only\n")
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    if scenario in WORDS:
        say(LOG.format(level="ERROR", words=WORDS[scenario]))
        return 0
    say("\r  0%|          | 0/100 [00:00<?, ?it/s]")
    say(LOG.format(level="WARNING", words="Please enter the device passcode to continue the backup"))
    if scenario == "no passcode":
        say("Traceback (most recent call last):\n  ...\n" + LINK_ERROR.format(LOCKED))
        return 1
    say(LOG.format(level="INFO", words="Device passcode prompt dismissed"))
    for percent in (0, 12, 57):
        say(f"\r{percent:3}%|{'#' * (percent // 10):10}| {percent}.3/100 [00:01<00:09,  9.9it/s]")
    if scenario == "hangs":
        (folder / "Manifest.plist").touch()
        time.sleep(60)
    if scenario == "breaks off":
        say("\nTraceback (most recent call last):\n  ...\n" + LINK_ERROR.format(REFUSED))
        return 1
    if scenario != "nothing made":
        made(folder, scenario)
    say("\r100%|##########| 100.0/100 [00:02<00:00, 50.0it/s]\n")
    return 0


def made(folder: Path, scenario: str) -> None:
    grown = "grown" if (folder / "Manifest.db").exists() else "first"
    built = next((BACKUPS / ("encrypted" if scenario == "encrypted" else grown)).iterdir())
    shutil.copytree(built, folder, dirs_exist_ok=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
