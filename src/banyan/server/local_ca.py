"""A certificate authority of one's own, for trials: browsers that were told to trust it show no warning."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from banyan.base import utc_now

# What browsers accept of authorities that an administrator added.
_CERTIFICATE_DAYS = 397
_AUTHORITY_DAYS = 3650


class LocalAuthority:
    """Kept in a folder as `ca.pem` and `ca-key.pem`; made when it is not there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.certificate_file = folder / "ca.pem"
        self._key_file = folder / "ca-key.pem"
        if not self.certificate_file.exists():
            self._make()

    def issue(self, names: Sequence[str], certificate_file: Path, key_file: Path) -> None:
        """A certificate for host names and addresses, with its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        authority = x509.load_pem_x509_certificate(self.certificate_file.read_bytes())
        certificate = (
            _draft(names[0], key, _CERTIFICATE_DAYS)
            .issuer_name(authority.subject)
            .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self._key(), hashes.SHA256())
        )
        write_private(key_file, _pem(key))
        write_private(certificate_file, certificate.public_bytes(serialization.Encoding.PEM))

    def _make(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        draft = _draft("Banyan local CA", key, _AUTHORITY_DAYS)
        certificate = (
            draft.issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Banyan local CA")]))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        write_private(self._key_file, _pem(key))
        write_private(self.certificate_file, certificate.public_bytes(serialization.Encoding.PEM))

    def _key(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key(self._key_file.read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  as it was made above
        return key


def write_private(file: Path, content: bytes) -> None:
    """At once, and for its owner's eyes only."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(content)
    unfinished.rename(file)


def _draft(name: str, key: ec.EllipticCurvePrivateKey, days: int) -> x509.CertificateBuilder:
    now = utc_now()
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
    )


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
