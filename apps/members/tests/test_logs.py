from __future__ import annotations

import json
import re
import time
from pathlib import Path

from members_client import new_phone, picture, register, upload

from tests.sites import TestSite, running_site

_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \w+\.py:\d+ (DEBUG|INFO|WARNING|ERROR) .+")


def _eventually(file: Path, wanted: str) -> str:
    """Lines come a moment after the answer: they are sent in batches."""
    deadline = time.monotonic() + 5
    while wanted not in (found := file.read_text() if file.exists() else ""):
        assert time.monotonic() < deadline, f"{wanted!r} never came"
        time.sleep(0.02)
    return found


def test_each_module_logger_has_its_own_file_and_refusals_are_info(site: TestSite) -> None:
    with site.client() as client:
        client.post("/users/login", json={"phone": "x", "password": "y"})
        upload(client, b"nothing")
    users = _eventually(site.data / "log/users/users.log", "POST /users/login: parameter")
    pictures = _eventually(site.data / "log/upload/upload.log", "POST /upload/file: not_a_picture")
    for line in (users + pictures).splitlines():
        assert _LINE.fullmatch(line), line


def test_point_7_every_answer_has_a_line_in_the_request_log(site: TestSite) -> None:
    with site.client() as client:
        answers = [client.get("/ping"), client.get("/nothing"), client.post("/users/login"), client.get("/users/me")]
    log = site.data / "log/request/request.log"
    for answer in answers:
        text = _eventually(log, answer.headers["x-request-id"])
        line = next(line for line in text.splitlines() if answer.headers["x-request-id"] in line)
        assert f"[stat_ctx] Banyan: {answer.request.method} {answer.request.url.path} response in 0." in line
        assert f"status={answer.status_code}" in line
        assert "client=127.0.0.1 device=other" in line


def test_no_password_code_token_or_cookie_is_ever_in_a_log(site: TestSite) -> None:
    """Fault 6: passwords in access logs."""
    secret = "S3cretPassword"
    with site.client() as client:
        phone = register(site, client, password=secret)
        code = site.code_for(phone)
        client.get("/users/login", params={"phone": phone, "password": secret})
        client.get("/users/login", params={"phone": "x", "password": secret})
        token = client.post("/users/login", json={"phone": phone, "password": secret}).json()["data"]["msg"]["token"]
        client.post("/users/login", content=b'{"phone": "x", "password": "S3cretPassword"')
        client.get(f"/users/home/{'x' * 40_000}?password={secret}")
        last = client.get(f"/nothing?password={secret}&token={token}")
    _eventually(site.data / "log/request/request.log", last.headers["x-request-id"])
    logs = site.logs()
    assert secret not in logs
    assert token not in logs
    assert not re.search(rf"\b{code}\b", logs)


def test_json_lines_to_standard_output_by_one_setting() -> None:
    settings = {"BANYAN_LOG__FORMAT": "json"}
    with running_site(gateway=False, settings=settings) as site, site.client() as client:
        answer = client.post("/users/login", json={"phone": new_phone(), "password": "y"})
        text = _eventually(site.data / "log/up.log", "not_registered")
        events = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        refused = next(event for event in events if "not_registered" in event["message"])
        assert refused["logger"] == "users"
        assert refused["request_id"] == answer.headers["x-request-id"]
        assert not list(site.data.glob("log/users/*"))


def test_success_is_logged_at_debug() -> None:
    settings = {"BANYAN_LOG__LEVELS": '{"upload": "DEBUG"}'}
    with running_site(gateway=False, settings=settings) as site, site.client() as client:
        upload(client, picture())
        assert "DEBUG kept 1 pictures" in _eventually(site.data / "log/upload/upload.log", "kept")
