"""Telling people things: the sender seam. Real senders plug in behind it."""

from banyan.notify.base import Message, Sender
from banyan.notify.development import DevelopmentSender, read_sent

__all__ = ["DevelopmentSender", "Message", "Sender", "read_sent"]
