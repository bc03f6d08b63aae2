"""A time-stamping authority (RFC 3161) on this machine, honest or lying, for the tests of signing."""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

KIND = "application/timestamp-reply"
NAME = "Máy chủ dấu thời gian thử nghiệm"
STAMPED = datetime(2025, 7, 8, 3, 4, 5, tzinfo=UTC)


@cache
def _key(_whose: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def certificate() -> x509.Certificate:
    """The self-signed certificate of the authority; it goes into the folder of trust as an anchor."""
    key, name = _key("own"), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    since = datetime(2024, 1, 1, tzinfo=UTC)
    uses = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    build = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    build = (
        build.not_valid_before(since).not_valid_after(since + timedelta(days=3650)).add_extension(uses, critical=True)
    )
    return build.sign(key, hashes.SHA256())


def _stamper(whose: str = "own") -> DummyTimeStamper:
    key = _key(whose).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    own = asn1_x509.Certificate.load(certificate().public_bytes(Encoding.DER))
    return DummyTimeStamper(own, keys.PrivateKeyInfo.load(key), fixed_dt=STAMPED)


Answer = tuple[int, str, bytes]


def honest(question: tsp.TimeStampReq) -> Answer:
    return 200, KIND, _stamper().request_tsa_response(question).dump()


def other_nonce(question: tsp.TimeStampReq) -> Answer:
    return honest(tsp.TimeStampReq({**question.native, "nonce": question["nonce"].native ^ 1}))


def no_nonce(question: tsp.TimeStampReq) -> Answer:
    fields = {name: question[name] for name in ("version", "message_imprint", "cert_req")}
    return honest(tsp.TimeStampReq(fields))


def other_imprint(question: tsp.TimeStampReq) -> Answer:
    imprint = tsp.MessageImprint({"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"\7" * 32})
    return honest(tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": question["nonce"].native}))


def other_key(question: tsp.TimeStampReq) -> Answer:
    return 200, KIND, _stamper("somebody").request_tsa_response(question).dump()


def refuses(question: tsp.TimeStampReq) -> Answer:
    return 200, KIND, bytes.fromhex("30053003020102")  # status "rejection", no token


def garbage(question: tsp.TimeStampReq) -> Answer:
    return 200, KIND, b"\x30\x03abc"


def a_page(question: tsp.TimeStampReq) -> Answer:
    return 200, "text/html", b"<h1>Proxy</h1>"


def endless(question: tsp.TimeStampReq) -> Answer:
    return 200, KIND, b"0" * 200_000


def fails(question: tsp.TimeStampReq) -> Answer:
    return 500, "text/plain", b""


@contextmanager
def authority(answers: Callable[[tsp.TimeStampReq], Answer], *, pause: float = 0):
    """The address of a server that answers so; with `pause` it sends a byte, then waits so many seconds, again and again."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            question = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            status, kind, content = answers(question)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                if not pause:
                    self.wfile.write(content)
                for byte in content if pause else b"":
                    self.wfile.write(bytes([byte]))
                    time.sleep(pause)
            except OSError:
                pass  # the other side has hung up, as it should

        def log_message(self, *said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()
