"""The gateway's certificate: read, checked before nginx sees it, shown by a gateway that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from banyan.base import SettingsError, utc_now
from banyan.config import LoadedSettings, certificate_files
from banyan.gateway.control import replace_certificate


@dataclass(frozen=True)
class Certificate:
    """PEM texts, the first certificate's names and its end."""

    chain: str
    key: str
    names: tuple[str, ...]
    ends_at: datetime


def read_certificate(loaded: LoadedSettings) -> Certificate | None:
    """The one that the settings name; None without TLS. Raises SettingsError for what cannot be shown to anybody."""
    if not loaded.values.gateway.tls.on:
        return None
    certificate_file, key_file = certificate_files(loaded.values.gateway.tls, loaded.folder, loaded.path)
    chain = _read(certificate_file, "gateway.tls.certificate")
    key_text = _read(key_file, "gateway.tls.key")
    try:
        certificate = x509.load_pem_x509_certificates(chain.encode())[0]
    except ValueError:
        raise SettingsError(f"gateway.tls.certificate: {certificate_file} is not a certificate in PEM") from None
    try:
        key = serialization.load_pem_private_key(key_text.encode(), password=None)
    except (ValueError, TypeError):
        raise SettingsError(f"gateway.tls.key: {key_file} is not a private key in PEM without a password") from None
    if _public(key.public_key()) != _public(certificate.public_key()):
        raise SettingsError(f"gateway.tls.key: {key_file} is not the key of {certificate_file}; set the pair")
    if certificate.not_valid_after_utc < utc_now():
        raise SettingsError(
            f"gateway.tls.certificate: {certificate_file} ended on {certificate.not_valid_after_utc:%F}; renew it"
        )
    return Certificate(chain, key_text, _names(certificate), certificate.not_valid_after_utc)


def show_certificate(loaded: LoadedSettings) -> Certificate | None:
    """Have the running gateway show the files' present content, from the next handshake on. Raises SettingsError with
    the old one still shown."""
    certificate = read_certificate(loaded)
    if certificate:
        replace_certificate(loaded.folder.control_socket, certificate.chain, certificate.key)
    return certificate


def _read(file: Path, setting: str) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError as error:
        raise SettingsError(
            f"{setting}: {file} cannot be read ({error.strerror}); correct the path or its owner"
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{setting}: {file} is not a text in PEM; convert it") from None


def _public(key: object) -> bytes:
    encoded: bytes = key.public_bytes(  # type: ignore[attr-defined]  # every kind of key has it
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return encoded


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in names)
