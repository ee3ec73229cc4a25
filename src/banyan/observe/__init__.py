"""What can be seen of a running site: log files with one writer each, and the request log, whose trace it is."""

from banyan.observe.context import current_request_id
from banyan.observe.devices import DEVICE_SIGNS, device_type
from banyan.observe.envelope import Envelope
from banyan.observe.formats import JsonFormatter, LineFormatter
from banyan.observe.log_shipping import LogShipper, configure_logging
from banyan.observe.log_writer import LogWriter
from banyan.observe.request_log import RequestLog
from banyan.observe.trace import outgoing_traceparent

__all__ = [
    "DEVICE_SIGNS",
    "Envelope",
    "JsonFormatter",
    "LineFormatter",
    "LogShipper",
    "LogWriter",
    "RequestLog",
    "configure_logging",
    "current_request_id",
    "device_type",
    "outgoing_traceparent",
]
