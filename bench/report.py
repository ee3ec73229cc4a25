from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_PAGE = Path(__file__).resolve().parent.parent / "docs/benchmarks.md"


@dataclass(frozen=True)
class Table:
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        lines = [self.head, tuple("---" for _ in self.head), *self.rows]
        return f"### {self.title}\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_report(tables: Mapping[str, Table]) -> None:
    """Put each table between its marks in docs/benchmarks.md, and the machine above them."""
    text = _PAGE.read_text(encoding="utf-8")
    for name, content in {"machine": machine(), **{name: table.markdown() for name, table in tables.items()}}.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text = marks.sub(lambda found, content=content: f"{found[1]}{content}\n{found[2]}", text)
    _PAGE.write_text(text, encoding="utf-8")


def machine() -> str:
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), ": unknown")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024**2
    packages = ", ".join(f"{name} {version(name)}" for name in ("granian", "litestar", "fastapi", "uvicorn", "tornado"))
    return (
        f"{os.cpu_count()} cores of {cpu.partition(': ')[2]}, {memory} GB, a shared virtual machine; "
        f"Linux {platform.release().split('-')[0]}, Python {platform.python_version()}; {packages}."
    )
