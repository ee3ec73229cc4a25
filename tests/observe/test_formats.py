from __future__ import annotations

import json
import logging
import re

from banyan.observe import JsonFormatter, LineFormatter


def _record(message: str) -> logging.LogRecord:
    return logging.LogRecord("users", logging.INFO, "/somewhere/users.py", 42, message, (), None)


def test_a_line_is_time_file_line_level_message() -> None:
    line = LineFormatter("Asia/Taipei").format(_record("hello"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} users\.py:42 INFO hello", line)


def test_a_line_break_in_a_message_forges_no_second_event() -> None:
    text = LineFormatter("Asia/Taipei").format(_record("a\n2026-01-01 00:00:00,000 x.py:1 INFO forged\r\nb\u2028c"))
    assert [line.startswith("    ") for line in text.split("\n")] == [False, True, True, True]


def test_json_is_one_object_a_line() -> None:
    event = json.loads(JsonFormatter().format(_record("你好\nx")))
    assert (event["message"], event["line"], event["logger"]) == ("你好\nx", 42, "users")
