from flask import Flask, abort, jsonify, request

from bench.peers import ITEMS

app = Flask(__name__)


@app.get("/items")
def items():
    page = request.args.get("page", 1, type=int)
    page_size = request.args.get("page_size", 20, type=int)
    tag = request.args.get("tag", "")
    if page < 1 or not 1 <= page_size <= 100 or len(tag) > 20:
        abort(400)
    return jsonify(page=page, page_size=page_size, tag=tag, items=ITEMS)
