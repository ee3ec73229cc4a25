"""Telling people things: the sender seam, and the senders behind it. Real senders of codes plug in."""

from banyan.notify.base import Kind, Message, Sender
from banyan.notify.by_kind import SendersByKind
from banyan.notify.development import DevelopmentSender, read_sent
from banyan.notify.errors import NotSent
from banyan.notify.opening import open_sender
from banyan.notify.post import Post
from banyan.notify.wording import LETTERS, Letter, write_letter

__all__ = [
    "LETTERS",
    "DevelopmentSender",
    "Kind",
    "Letter",
    "Message",
    "NotSent",
    "Post",
    "Sender",
    "SendersByKind",
    "open_sender",
    "read_sent",
    "write_letter",
]
