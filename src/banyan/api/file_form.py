from __future__ import annotations

from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType


def file_form(*fields: str) -> type[Operation]:
    """A handler's `operation_class`, for those that read a multipart form by `read_file_parts`, which Litestar does not
    see: the form has a file in one of the `fields`."""

    @dataclass
    class FileForm(Operation):
        def __post_init__(self) -> None:
            file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
            form = Schema(type=OpenAPIType.OBJECT, properties=dict.fromkeys(fields, file))
            if len(fields) == 1:
                form.required = list(fields)
            else:
                form.any_of = [Schema(required=[field]) for field in fields]
            self.request_body = RequestBody(
                content={"multipart/form-data": OpenAPIMediaType(schema=form)}, required=True
            )

    return FileForm
