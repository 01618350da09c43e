"""A small authority of the office's own and a certificate by it, so that passwords cannot be
overheard.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEARS = 2
AUTHORITY_YEARS = 10


def make_certificate(folder: Path, name: str, names: Iterable[str]) -> tuple[Path, Path, Path]:
    """Certificate, key and the authority to be trusted, in ``folder``/tls. The authority is made
    once and kept.
    """
    place = folder / "tls"
    place.mkdir(parents=True, exist_ok=True)
    authority, authority_key = _authority(place)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    among = sorted({name, *names})
    certificate = (
        _dated(
            x509.CertificateBuilder().subject_name(subject).issuer_name(authority.subject), YEARS
        )
        .public_key(key.public_key())
        .add_extension(
            x509.SubjectAlternativeName([_alternative(each) for each in among]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(place / "server.key", _key_bytes(key))
    _write(place / "server.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return place / "server.pem", place / "server.key", place / "authority.pem"


def _authority(place: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    file, key_file = place / "authority.pem", place / "authority.key"
    if file.exists() and key_file.exists():
        known = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if isinstance(known, ec.EllipticCurvePrivateKey):
            return x509.load_pem_x509_certificate(file.read_bytes()), known
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shifan 工作台")])
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        _dated(
            x509.CertificateBuilder().subject_name(subject).issuer_name(subject), AUTHORITY_YEARS
        )
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _key_bytes(key))
    _write(file, certificate.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _dated(builder: x509.CertificateBuilder, years: int) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(
        # Browsers take certificates of an own authority for longer than the 398 days of public
        # ones.
        now + timedelta(days=365 * years)
    )
    return builder.serial_number(x509.random_serial_number())


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode("ascii") if not name.isascii() else name)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, data: bytes) -> None:
    """Writes a file that nobody else may read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
