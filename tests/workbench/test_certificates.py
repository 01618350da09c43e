"""The office's own authority and a certificate by it, made with the names that browsers ask for."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from scoring.workbench.certificates import make_certificate

NAMES = ("office.example", "192.0.2.10", "示例.example")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("state"), "office.example", NAMES)


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_the_certificate_is_signed_by_the_offices_authority(made: tuple[Path, Path, Path]) -> None:
    certificate, _, authority = made
    read(certificate).verify_directly_issued_by(read(authority))
    read(authority).verify_directly_issued_by(read(authority))


def test_it_holds_for_all_names_and_addresses(made: tuple[Path, Path, Path]) -> None:
    extension = read(made[0]).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert extension.value.get_values_for_type(x509.DNSName) == [
        "office.example",
        "xn--fsq092h.example",
    ]
    addresses = extension.value.get_values_for_type(x509.IPAddress)
    assert addresses == [ipaddress.ip_address("192.0.2.10")]


def test_it_may_sign_nothing_and_the_authority_only_certificates(
    made: tuple[Path, Path, Path],
) -> None:
    for path, may in ((made[0], False), (made[2], True)):
        extension = read(path).extensions.get_extension_for_class(x509.BasicConstraints)
        assert (extension.critical, extension.value.ca) == (True, may)


def test_the_authority_is_made_once_and_kept(tmp_path: Path) -> None:
    first = make_certificate(tmp_path, "office.example", [])
    before = [path.read_bytes() for path in first]
    second = make_certificate(tmp_path, "other.example", [])
    after = [path.read_bytes() for path in second]
    assert after[2] == before[2]
    assert after[0] != before[0]
    assert after[1] != before[1]


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_nobody_else_reads_the_keys(made: tuple[Path, Path, Path]) -> None:
    folder = made[0].parent
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_a_key_that_is_none_of_ours_is_replaced(tmp_path: Path) -> None:
    make_certificate(tmp_path, "office.example", [])
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519

    other = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "tls" / "authority.key").write_bytes(other)
    _, _, authority = make_certificate(tmp_path, "office.example", [])
    assert isinstance(read(authority).public_key(), ec.EllipticCurvePublicKey)
