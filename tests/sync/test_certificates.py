"""A certificate that is refused for its dates alone speaks of a clock; any other refusal does not."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from desk_app.application.errors import CentreUnreachableError
from desk_app.sync.http_centre import Caller, HttpCentre
from tests.helpers.fakes import StoppedClock
from tests.helpers.small_desk import FLAT, SECRETS

DAY = timedelta(days=1)


def certificate(folder: Path, since: timedelta, until: timedelta) -> Path:
    """Write a certificate that vouches for itself, with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "centre")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now + since, now + until)
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = made.add_extension(here, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = folder / "centre.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def served(file: Path) -> Iterator[str]:
    """Offer TLS with a certificate; nobody gets further than the greeting."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a greeting broken off is what is wanted
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("since", "until", "trusted", "reason"),
    [(-9 * DAY, -DAY, True, "clock"), (DAY, 9 * DAY, True, "clock"), (-DAY, 9 * DAY, False, "tls")],
    ids=["expired", "not yet valid", "unknown"],
)
def test_a_certificate_out_of_date_is_a_matter_of_the_clock(
    tmp_path: Path, since: timedelta, until: timedelta, trusted: bool, reason: str
) -> None:
    file = certificate(tmp_path, since, until)
    with served(file) as url:
        centre = HttpCentre(url, SECRETS.signer, Caller, StoppedClock(), str(file) if trusted else "")
        with pytest.raises(CentreUnreachableError) as lost:
            centre.check_code(FLAT, "482913")
    assert lost.value.reason == reason
