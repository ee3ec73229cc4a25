"""The student example, end to end (api-layer point 9): real site, real grade service, real switch."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.load import wait_until
from tests.sites import ROOT, TestSite, running_site


class Grades(ThreadingHTTPServer):
    """The other team's service."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.calls = 0
        self.status = 200
        self.seconds = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    server: Grades

    def do_GET(self) -> None:
        self.server.calls += 1
        time.sleep(self.server.seconds)
        body = json.dumps({"grade": 90}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def grades() -> Iterator[Grades]:
    with Grades() as service:
        thread = threading.Thread(target=service.serve_forever)
        thread.start()
        yield service
        service.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def student(grades: Grades) -> Iterator[TestSite]:
    settings = {"BANYAN_STUDENT__GRADES": grades.url, "BANYAN_APP__WORKERS": "1"}
    with running_site(settings=settings, modules=[ROOT / "examples/student/student.py"]) as site:
        yield site


@pytest.fixture
def well(student: TestSite, grades: Grades) -> Iterator[None]:
    yield
    grades.status, grades.seconds = 200, 0.0
    student.banyan("switch", "student.grade", "auto")
    wait_until(lambda: ask(student)["degraded"] == [])


def ask(site: TestSite, query: str = "?tags=grade&tags=school") -> dict[str, object]:
    with site.client() as client:
        answer = client.get(f"/student/1{query}")
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


_WHOLE = {"student": 1, "grade": 90, "school": "No. 1 Middle School", "degraded": []}
_WITHOUT = {"student": 1, "grade": None, "school": "No. 1 Middle School", "degraded": ["grade"]}


def test_point_9_all_parts_or_those_that_are_asked_for(student: TestSite, grades: Grades) -> None:
    assert ask(student) == ask(student, "") == _WHOLE
    called = grades.calls
    assert ask(student, "?tags=school") == {"student": 1, "school": "No. 1 Middle School", "degraded": []}
    assert grades.calls == called
    with student.client() as client:
        assert client.get("/student/1?tags=height").status_code == 400


@pytest.mark.usefixtures("well")
@pytest.mark.parametrize("trouble", ["broken", "slow"])
def test_point_9_while_grade_is_broken_the_school_comes_and_the_answer_says_so(
    student: TestSite, grades: Grades, trouble: str
) -> None:
    grades.status, grades.seconds = (500, 0.0) if trouble == "broken" else (200, 3.0)
    with student.client() as client:
        answer = client.get("/student/1?tags=grade&tags=school")
    assert answer.json() == _WITHOUT
    assert answer.headers["banyan-degraded"] == "student.grade"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.elapsed.total_seconds() < 2.5


@pytest.mark.usefixtures("well")
def test_point_9_switched_off_grade_is_not_called_at_all(student: TestSite, grades: Grades) -> None:
    student.banyan("switch", "student.grade", "degraded")
    wait_until(lambda: ask(student) == _WITHOUT)
    called = grades.calls
    for _ in range(20):
        assert ask(student) == _WITHOUT
    assert grades.calls == called


def test_the_switches_of_a_module_are_listed(student: TestSite) -> None:
    listed = json.loads(student.banyan("switch", "--json").stdout)
    assert listed == {"student.grade": "auto", "student.school": "auto"}
