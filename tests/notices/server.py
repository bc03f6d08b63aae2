"""A real mail server in this process, on a real socket: aiosmtpd with a certificate of its own making."""

import asyncio
import datetime
import ipaddress
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME, PASSWORD = "thi-dua", "mat-khau-may-chu"


@dataclass
class Post:
    """What the server took. ``refuse``: {address: answer} to RCPT TO. ``refuse_data``: the answer to the text of the next
    letters. ``cut``: drop the line that many times when a text arrives. ``slow``: seconds before the answer to a text."""

    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    refuse_sender: str = ""
    refuse_data: list[str] = field(default_factory=list)
    cut: int = 0
    slow: float = 0
    was_secret: list[bool] = field(default_factory=list)
    users: list[str] = field(default_factory=list)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.cut:
            self.cut -= 1
            server.transport.abort()
            return "421 cut"
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.refuse_data:
            return self.refuse_data.pop(0)
        self.raw.append(envelope.content)
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        self.was_secret.append(session.ssl is not None)
        return "250 Taken"

    def authenticate(self, server, session, envelope, mechanism, auth):
        given = (auth.login.decode(), auth.password.decode())
        self.users.append(given[0])
        return AuthResult(success=given == (NAME, PASSWORD), handled=False)


class _Server(Controller):
    def __init__(self, post: Post, context: ssl.SSLContext | None, needs_login: bool) -> None:
        self.post, self.context, self.needs_login = post, context, needs_login
        super().__init__(post, hostname="127.0.0.1", port=0)

    def factory(self) -> SMTP:
        return SMTP(
            self.post,
            tls_context=self.context,
            require_starttls=self.context is not None,
            authenticator=self.post.authenticate if self.needs_login else None,
            auth_required=self.needs_login,
            auth_require_tls=self.context is not None,
            enable_SMTPUTF8=True,
        )

    def _trigger_server(self) -> None:
        """The port is the one the system gave; the controller asks it before it says it is ready."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running(post: Post, settings, *, context: ssl.SSLContext | None = None, needs_login: bool = False):
    """The server on a free port, and the settings of the installation pointed at it."""
    server = _Server(post, context, needs_login)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = context is not None, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = (NAME, PASSWORD) if needs_login else ("", "")
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "Thi đua Quảng Ninh <thi-dua@quangninh.gov.vn>"
    try:
        yield server
    finally:
        server.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a certificate for 127.0.0.1, and the file of the authority that signed it."""
    now = datetime.datetime.now(datetime.UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    valid = {"not_valid_before": now - datetime.timedelta(days=1), "not_valid_after": now + datetime.timedelta(days=1)}

    def made(subject: x509.Name, public, is_ca: bool) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(ca_name).public_key(public)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(valid["not_valid_before"]).not_valid_after(valid["not_valid_after"])
        builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
        builder = builder.add_extension(issuer, critical=False)
        if not is_ca:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(ca_key, hashes.SHA256())

    authority = made(ca_name, ca_key.public_key(), True)
    own = made(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]), key.public_key(), False)
    places = {name: folder / name for name in ("ca.pem", "own.pem", "key.pem")}
    places["ca.pem"].write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    places["own.pem"].write_bytes(own.public_bytes(serialization.Encoding.PEM))
    places["key.pem"].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(places["own.pem"], places["key.pem"])
    return context, places["ca.pem"]
