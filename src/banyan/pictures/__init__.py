"""Pictures: what they are by their bytes, how large, and resized copies. libvips does the work."""

from banyan.pictures.kinds import KINDS, Kind, sniff
from banyan.pictures.measure import NotAPicture, PictureTooLarge, Size, measure
from banyan.pictures.resize import resize
from banyan.pictures.variants import FORMATS, Fit, Format, Variant, choose_variant

__all__ = [
    "FORMATS",
    "KINDS",
    "Fit",
    "Format",
    "Kind",
    "NotAPicture",
    "PictureTooLarge",
    "Size",
    "Variant",
    "choose_variant",
    "measure",
    "resize",
    "sniff",
]
