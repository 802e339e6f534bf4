"""A real HTTP server on loopback that answers as it is told and remembers what it was asked."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Asked:
    """One request as the server got it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Told:
    """What the server answers: a status, a body, headers; or a stream written by `stream`; or a cut connection."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    stream: Callable[[Any], None] | None = None
    cut: bool = False


def told_json(value: object, status: int = 200) -> Told:
    """A JSON answer."""
    return Told(status, msgspec.json.encode(value), {"Content-Type": "application/json"})


@dataclass
class Server:
    """A running server: answers are used up in order, the last one again and again."""

    url: str
    answers: list[Told] = field(default_factory=lambda: [told_json({})])
    asked: list[Asked] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    told: Server

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.told.asked.append(Asked(self.command, self.path, dict(self.headers), self.rfile.read(length)))
        answers = self.told.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer.cut:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.stream:
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            answer.stream(self.wfile)
            return
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names http.server looks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that goes away in the middle is what these tests are about."""


@contextmanager
def _running(context: ssl.SSLContext | None) -> Iterator[Server]:
    handler = type("Handler", (_Handler,), {})
    server = _QuietServer(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    running = Server(f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}")
    handler.told = running
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server without TLS."""
    with _running(None) as running:
        yield running


@dataclass
class Certificate:
    """A self-made certificate, its key, and its SHA-256."""

    folder: Path
    fingerprint: str


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """A certificate for no particular name, long expired: only its bytes count."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a hub")])
    past = datetime.now(UTC) - timedelta(days=20)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(past)
        .not_valid_after(past + timedelta(days=10))
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return Certificate(tmp_path, sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest())


@pytest.fixture
def tls_server(certificate: Certificate) -> Iterator[Server]:
    """A server that shows the self-made certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.folder / "certificate.pem", certificate.folder / "key.pem")
    with _running(context) as running:
        yield running
