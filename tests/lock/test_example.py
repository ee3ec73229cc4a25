"""The example of docs/locks.md."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.sites import ROOT


def test_point_13_the_example_does_what_the_page_says() -> None:
    page = (ROOT / "docs/locks.md").read_text()
    program = page.split("```python\n")[1].split("```")[0]
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"\{7: 20, 8: 20\}\nnumber \d{16} still mine: True\n409 lock_busy\n", printed)
