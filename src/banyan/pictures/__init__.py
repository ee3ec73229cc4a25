"""Pictures: what they are by their bytes, how large, and resized copies. libvips does the work."""

from banyan.pictures.kinds import KINDS, Kind, sniff
from banyan.pictures.measure import Size, measure
from banyan.pictures.refusals import NotAPicture, PictureTooLarge
from banyan.pictures.resize import resize
from banyan.pictures.square import square
from banyan.pictures.turns import in_turn
from banyan.pictures.variants import EDGES, FORMATS, Fit, Format, Variant, choose_variant

__all__ = [
    "EDGES",
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
    "in_turn",
    "measure",
    "resize",
    "sniff",
    "square",
]
