"""A student's page, made of parts that do not depend on each other. Grades are another team's service: while it is
down, slow or switched off, the page comes without them and says so."""

from __future__ import annotations

from typing import Any, Literal

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from banyan.api import Module
from banyan.config import SettingsModel
from banyan.edge import degradable, gather_parts
from banyan.outbound import Outbound, calls

_SCHOOLS = {1: "No. 1 Middle School", 2: "Experimental School"}


class StudentSettings(SettingsModel):
    grades: str = "http://127.0.0.1:9000"
    """Where the grade service is."""


@degradable("student.grade", default=None, timeout=1.0)
@calls("grades")
async def grade_of(outbound: Outbound, service: str, student: int) -> Any:
    answer = await outbound.get(f"{service}/grades/{student}")
    return answer.json()["grade"]


@degradable("student.school", default="unknown", timeout=0.5)
async def school_of(student: int) -> str:
    return _SCHOOLS[student]


@get("/student/{student:int}")
async def show(
    student: FromPath[int],
    outbound: NamedDependency[Outbound],
    settings: NamedDependency[StudentSettings],
    tags: FromQuery[list[Literal["grade", "school"]] | None] = None,
) -> dict[str, Any]:
    parts = await gather_parts(
        tags,
        grade=lambda: grade_of(outbound, settings.grades, student),
        school=lambda: school_of(student),
    )
    return {"student": student, **parts.values, "degraded": parts.degraded}


module = Module(name="student", controllers=[show], owns=("/student",), settings=StudentSettings)
