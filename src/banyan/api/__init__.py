"""What every module's views share: the Module itself, error answers, parameters, uploads, liveness."""

from banyan.api.accept import names_type
from banyan.api.assets import Assets
from banyan.api.checked_request import CheckedRequest
from banyan.api.checked_socket import CheckedSocket
from banyan.api.cors import CrossOrigin
from banyan.api.declared_body import DeclaredBodies
from banyan.api.errors import exception_handlers
from banyan.api.file_form import file_form
from banyan.api.head import AnswerHead
from banyan.api.health import Dependency, HealthController
from banyan.api.in_turn import resolve_in_turn
from banyan.api.links import PublicLinks
from banyan.api.media import JSON
from banyan.api.metrics import read_metrics
from banyan.api.module import Module
from banyan.api.multipart import FilePart, read_file_parts
from banyan.api.openapi import ErrorAnswers
from banyan.api.own_origins import CrossSiteWrite, OwnOrigins
from banyan.api.paging import Page, Period, paging, period
from banyan.api.parameters import from_body, from_query, from_request
from banyan.api.pictures import PublicPictures
from banyan.api.positions import hear_news, note_position
from banyan.api.request import client_address, client_device, is_secure
from banyan.api.session import SAFE_METHODS, provide_session
from banyan.api.stored import RangeNotSatisfiable, serve_stored

__all__ = [
    "JSON",
    "SAFE_METHODS",
    "AnswerHead",
    "Assets",
    "CheckedRequest",
    "CheckedSocket",
    "CrossOrigin",
    "CrossSiteWrite",
    "DeclaredBodies",
    "Dependency",
    "ErrorAnswers",
    "FilePart",
    "HealthController",
    "Module",
    "OwnOrigins",
    "Page",
    "Period",
    "PublicLinks",
    "PublicPictures",
    "RangeNotSatisfiable",
    "client_address",
    "client_device",
    "exception_handlers",
    "file_form",
    "from_body",
    "from_query",
    "from_request",
    "hear_news",
    "is_secure",
    "names_type",
    "note_position",
    "paging",
    "period",
    "provide_session",
    "read_file_parts",
    "read_metrics",
    "resolve_in_turn",
    "serve_stored",
]
