"""The same endpoint in each framework, written as its own documentation would: GET /items."""

ITEMS = [{"id": 41 + number, "name": f"item {number}"} for number in range(5)]
