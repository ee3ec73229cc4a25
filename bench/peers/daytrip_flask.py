"""Day trip's list as the original was built: Flask, a pool of blocking connections, one query for the page and one for
whether another follows; under a2wsgi on uvicorn. It checks nothing that is sent and counts nothing."""

from __future__ import annotations

import json
import os
from urllib.parse import urlsplit

from a2wsgi import WSGIMiddleware
from flask import Flask, Response, request
from mysql.connector.pooling import MySQLConnectionPool

_PAGE = 12
_url = urlsplit(os.environ["DAYTRIP_PEER_DATABASE"])
# As many as threads that a2wsgi has.
_pool = MySQLConnectionPool(
    pool_name="daytrip",
    pool_size=10,
    host=_url.hostname,
    port=_url.port,
    user=_url.username,
    password=_url.password,
    database=_url.path.lstrip("/"),
    collation="utf8mb4_bin",
)
_SHOWN = "id, name, category, description, address, transport, mrt, lat, lng, pictures"
site = Flask(__name__)
site.json.ensure_ascii = False  # type: ignore[attr-defined]
site.json.sort_keys = False  # type: ignore[attr-defined]


@site.get("/api/attractions")
def attractions() -> Response:
    page = int(request.args.get("page", 0))
    connection = _pool.get_connection()
    cursor = connection.cursor(dictionary=True)
    try:
        cursor.execute(f"SELECT {_SHOWN} FROM sight ORDER BY id LIMIT %s, %s", (page * _PAGE, _PAGE))
        sights = cursor.fetchall()
        cursor.execute("SELECT id FROM sight ORDER BY id LIMIT %s, 1", ((page + 1) * _PAGE,))
        follows = cursor.fetchone()
    finally:
        cursor.close()
        connection.close()
    for sight in sights:
        sight["images"] = json.loads(sight.pop("pictures"))
    return site.json.response({"nextPage": page + 1 if follows else None, "data": sights})


app = WSGIMiddleware(site)  # type: ignore[arg-type]
