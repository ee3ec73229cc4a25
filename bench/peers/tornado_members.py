"""Members as the original was built: Tornado, blocking database calls in the event loop. Its hash is ours, and so is
what it keeps of an upload; it has no limits and no sessions in the database, and syncs no file unless told to."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import sys
from pathlib import Path

import argon2
import sqlalchemy as sa
import tornado.web

# The same page: Tornado's templates have this much of Jinja's language.
_TEMPLATES = str(Path(__file__).resolve().parents[2] / "apps/members/src/members/templates")
_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Handler(tornado.web.RequestHandler):
    def initialize(self, engine: sa.Engine, folder: Path, synced: bool) -> None:
        self.engine, self.folder, self.synced = engine, folder, synced


_FIND = sa.text(
    "SELECT account.id, password_hash FROM account JOIN identity ON account.id = account_id "
    "WHERE kind = 'phone' AND value = :value"
)
_TOUCH = sa.text("UPDATE account SET last_login_at = NOW(6) WHERE id = :id")
_KEEP = sa.text(
    "INSERT INTO upload (created_at, updated_at, url, sha256, width, height, content_type, bytes) "
    "VALUES (NOW(6), NOW(6), :url, :digest, 1, 1, 'image/png', :bytes)"
)


class Login(Handler):
    def get(self) -> None:
        phone, password = self.get_query_argument("phone"), self.get_query_argument("password")
        with self.engine.begin() as connection:
            found = connection.execute(_FIND, {"value": f"+86{phone}"}).first()
            if found is None:
                raise tornado.web.HTTPError(404)
            _hasher.verify(found.password_hash, password)
            connection.execute(_TOUCH, {"id": found.id})
        self.set_secure_cookie("session", str(found.id))
        self.render("home.html.j2", asset=lambda name: f"/static/members/{name}", site_name="Banyan")


class Upload(Handler):
    def post(self) -> None:
        urls = []
        for file in self.request.files["image"]:
            digest = hashlib.sha256(file.body).hexdigest()
            self.keep(f"{digest}.png", file.body)
            urls.append(f"/static/image/{digest}.png")
            with self.engine.begin() as connection:
                connection.execute(_KEEP, {"url": urls[-1], "digest": digest, "bytes": len(file.body)})
        self.write({"data": {"msg": {"imageUrl": urls}, "code": 0}})

    def keep(self, name: str, content: bytes) -> None:
        with (self.folder / name).open("wb") as file:
            file.write(content)
            if self.synced:
                file.flush()
                os.fsync(file.fileno())
        if self.synced:
            descriptor = os.open(self.folder, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)


async def main() -> None:
    port, url, folder, synced = sys.argv[1:]
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    engine = sa.create_engine(url.replace("mysql://", "mysql+pymysql://"), pool_size=5)
    what = {"engine": engine, "folder": Path(folder), "synced": synced == "synced"}
    routes = [("/users/login", Login, what), ("/upload/file", Upload, what), ("/ping", Ping)]
    tornado.web.Application(routes, cookie_secret="bench", template_path=_TEMPLATES).listen(int(port), "127.0.0.1")
    await asyncio.Event().wait()


class Ping(tornado.web.RequestHandler):
    def get(self) -> None:
        self.write("pong")


asyncio.run(main())
