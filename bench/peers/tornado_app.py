import asyncio
import logging
import sys

import tornado.web

from bench.peers import ITEMS


class Items(tornado.web.RequestHandler):
    def get(self) -> None:
        page = self._number("page", 1, 10**9)
        page_size = self._number("page_size", 1, 100)
        tag = self.get_query_argument("tag", "")
        if len(tag) > 20:
            raise tornado.web.HTTPError(400)
        self.write({"page": page, "page_size": page_size, "tag": tag, "items": ITEMS})

    def _number(self, name: str, low: int, high: int) -> int:
        text = self.get_query_argument(name, "1")
        if not text.isdigit() or not low <= int(text) <= high:
            raise tornado.web.HTTPError(400)
        return int(text)


async def main() -> None:
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    tornado.web.Application([("/items", Items)]).listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
