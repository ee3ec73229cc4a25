from __future__ import annotations

# RFC 8259 fixes JSON to UTF-8 and gives the type no charset; contracts whose old clients look for one name this.
JSON = "application/json; charset=utf-8"
