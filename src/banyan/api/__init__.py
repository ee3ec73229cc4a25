"""What every module's views share: the Module itself, error answers, parameters, uploads, liveness."""

from banyan.api.checked_request import CheckedRequest
from banyan.api.checked_socket import CheckedSocket
from banyan.api.cors import CrossOrigin
from banyan.api.declared_body import DeclaredBodies
from banyan.api.errors import exception_handlers
from banyan.api.head import AnswerHead
from banyan.api.health import Dependency, HealthController
from banyan.api.links import PublicLinks
from banyan.api.media import JSON
from banyan.api.metrics import read_metrics
from banyan.api.module import Module
from banyan.api.multipart import FilePart, read_file_parts
from banyan.api.openapi import ErrorAnswers
from banyan.api.paging import Page, Period, paging, period
from banyan.api.parameters import from_body, from_query, from_request
from banyan.api.positions import hear_news, note_position
from banyan.api.request import client_address, client_device, is_secure
from banyan.api.session import provide_session
from banyan.api.stored import RangeNotSatisfiable, serve_stored

__all__ = [
    "JSON",
    "AnswerHead",
    "CheckedRequest",
    "CheckedSocket",
    "CrossOrigin",
    "DeclaredBodies",
    "Dependency",
    "ErrorAnswers",
    "FilePart",
    "HealthController",
    "Module",
    "Page",
    "Period",
    "PublicLinks",
    "RangeNotSatisfiable",
    "client_address",
    "client_device",
    "exception_handlers",
    "from_body",
    "from_query",
    "from_request",
    "hear_news",
    "is_secure",
    "note_position",
    "paging",
    "period",
    "provide_session",
    "read_file_parts",
    "read_metrics",
    "serve_stored",
]
