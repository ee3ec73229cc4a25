from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`loader`: the one libvips operation that may read it, so that bytes are never tried as anything else."""

    extension: str
    content_type: str
    loader: str


_JPEG = Kind("jpg", "image/jpeg", "jpegload")
_PNG = Kind("png", "image/png", "pngload")
_GIF = Kind("gif", "image/gif", "gifload")
_WEBP = Kind("webp", "image/webp", "webpload")
_AVIF = Kind("avif", "image/avif", "heifload")

KINDS = {kind.extension: kind for kind in (_JPEG, _PNG, _GIF, _WEBP, _AVIF)}


def sniff(head: bytes) -> Kind | None:
    """The kind of a picture by its first 64 bytes, never by a name or a claim; None: not one that is accepted."""
    if head.startswith(b"\xff\xd8\xff"):
        return _JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _WEBP
    if head[4:8] == b"ftyp" and _names_avif(head):
        return _AVIF
    return None


def _names_avif(head: bytes) -> bool:
    """By the major brand alone: HEIC files may name AVIF among the compatible ones (ISO/IEC 14496-12, 4.3)."""
    return head[8:12] in (b"avif", b"avis")
