"""`owntexts hub` as an operator uses it: the real command serving, the others beside it."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.forking import served
from tests.hub.conftest import new_person

from owntexts.cli.main import run
from owntexts.transport.http import HttpHub

WAIT_S = 30


@contextmanager
def serving(data: Path, *more: str) -> Iterator[dict[str, Any]]:
    """What `hub serve --json` says once it serves."""
    words = ("hub", "serve", "--data", str(data), "--listen", "127.0.0.1:0", *more)
    with Path(os.devnull).open("wb") as nowhere:
        process, ready = served(*words, env=os.environ, stderr=nowhere)
    try:
        yield ready
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_S) == 0
    finally:
        process.kill()


def said(capsysbinary: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, Any]:
    """The exit code of a command with --json, and its document."""
    code = run([*words, "--json"])
    return code, json.loads(capsysbinary.readouterr().out)


def test_a_hub_is_served_and_managed_beside_it(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    data = ("--data", str(tmp_path))
    with serving(tmp_path) as answer:
        assert sorted(answer) == ["address", "link", "setup_code"]
        with HttpHub(answer["link"]) as hub:
            assert hub.about().protocol == 1
        assert said(capsysbinary, "hub", "accounts", *data) == (0, [])
        code, link = said(capsysbinary, "hub", "link", *data)
        assert (code, link["link"], sorted(link)) == (0, answer["link"], ["link", "qr"])
        code, invite = said(capsysbinary, "hub", "invite", "--name", "bert", "--quota", "1GiB", *data)
        assert (code, sorted(invite)) == (0, ["code", "expires_at"])
        code, missing = said(capsysbinary, "hub", "quota", "nobody", "1GiB", *data)
        assert (code, missing["error"]["code"]) == (1, "usage.not_found")


def test_a_hub_is_checked_backed_up_and_restored(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    data, folder, other = tmp_path / "hub", tmp_path / "backup", tmp_path / "other"
    nothing = {"missing": [], "damaged": []}
    with serving(data):
        assert said(capsysbinary, "hub", "check", "--data", str(data)) == (0, {"blobs": 0, **nothing})
        copied = (0, {"blobs": 0, "copied": 0, "bytes": 0, **nothing})
        assert said(capsysbinary, "hub", "backup", str(folder), "--data", str(data)) == copied
    code, refused = said(capsysbinary, "hub", "restore", str(folder), "--data", str(data))
    assert (code, refused["error"]["code"]) == (2, "usage.wrong")
    assert said(capsysbinary, "hub", "restore", str(folder), "--data", str(other)) == copied
    with serving(other) as answer, HttpHub(answer["link"]) as hub:
        assert hub.about().protocol == 1


def test_what_a_check_finds_is_told_and_ends_with_5(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    data, folder = tmp_path / "hub", tmp_path / "backup"
    ada = new_person()
    with serving(data) as answer:
        with HttpHub(answer["link"]) as outside:
            outside.create_account(ada.request)
        with HttpHub(answer["link"], token=ada.first.token) as hub:
            blobs = [ada.blob(bytes([number]) * 500) for number in range(3)]
            for each in blobs:
                hub.put_blob(*each)
        lost, spoilt, whole = (next((data / "blobs").rglob(f"{blob.hex()}.*")) for blob, _ in blobs)
        lost.unlink()
        spoilt.write_bytes(whole.read_bytes())
        found = {"missing": [blobs[0][0].hex()], "damaged": [blobs[1][0].hex()]}
        assert said(capsysbinary, "hub", "check", "--data", str(data)) == (5, {"blobs": 3, **found})
        code, copied = said(capsysbinary, "hub", "backup", str(folder), "--data", str(data))
        assert (code, copied) == (5, {"blobs": 3, "copied": 1, "bytes": len(blobs[2][1]), **found})
    assert run(["hub", "check", "--data", str(data)]) == 5
    told = capsysbinary.readouterr().out.decode()
    assert f"missing  {blobs[0][0].hex()}" in told
    assert f"damaged  {blobs[1][0].hex()}" in told


def test_a_self_made_certificate_is_kept_and_pinned(tmp_path: Path) -> None:
    with serving(tmp_path, "--tls", "auto") as first:
        assert first["link"].startswith("owntexts://127.0.0.1:")
        with HttpHub(first["link"]) as hub:
            assert hub.about().protocol == 1
    assert (tmp_path / "secret" / "certificate.key").stat().st_mode & 0o777 == 0o600
    with serving(tmp_path, "--tls", "auto") as second:
        assert second["link"].rpartition("=")[2] == first["link"].rpartition("=")[2]


@pytest.mark.parametrize(
    "words",
    [
        ("--listen", "0.0.0.0:0"),
        ("--listen", "192.0.2.1:0", "--tls", "off"),
        ("--listen", "nowhere"),
        ("--listen", "127.0.0.1:99999"),
        ("--tls", "maybe"),
        ("--tls", "absent.pem,absent.key"),
        ("--quota", "much"),
        ("--public-url", "texts.example.org"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_served(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...]
) -> None:
    code, answer = said(capsysbinary, "hub", "serve", "--data", str(tmp_path), *words)
    assert (code, answer["error"]["code"]) == (2, "usage.wrong")
    assert answer["error"]["fixes"]


def test_a_folder_without_a_hub_is_told(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    code, answer = said(capsysbinary, "hub", "link", "--data", str(tmp_path))
    assert (code, answer["error"]["code"]) == (1, "usage.not_found")


@pytest.mark.parametrize("command", ["serve", "link", "invite", "accounts", "quota", "check", "backup", "restore"])
def test_every_command_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hub", command, "--help"]) == 0
    assert f"owntexts hub {command} " in capsys.readouterr().out
