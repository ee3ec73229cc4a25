"""The gateway's folder on disk: whole releases side by side, one of them live.

gateway/
├── live -> release-…   the configuration in use: swapped in one step, never half written
├── release-…/          bin, conf, lua (checklist 9); the last good one is kept until a newer one runs
├── candidate/          what is being tested; a refused one stays, for its messages name its files
├── static/             the modules' files, published by the server
├── state/              what nginx's workers keep for the next start
└── tmp/                bodies too large for memory
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from banyan.config import DataFolder
from banyan.gateway.render import SECRET_FILES

_LUA = Path(__file__).parent / "lua"
_TEMPORARY = ("body", "proxy", "fastcgi", "uwsgi", "scgi")
_WORKERS = re.compile(r"^worker_processes (\w+);", re.MULTILINE)
_SCRIPT = """#!/bin/sh
# nginx with this gateway's configuration; as well for -t, -s reload, -s quit.
# A proxied connection takes two descriptors: as many as this machine allows, without asking for more than that.
ulimit -n "$(ulimit -H -n)"
exec {command} "$@"
"""


class Releases:
    def __init__(self, folder: DataFolder) -> None:
        self.root = folder.gateway.absolute()
        self.live = self.root / "live"
        self.candidate = self.root / "candidate"
        self._control = folder.control_socket.parent
        self._stream = folder.stream_socket.parent
        self._state = folder.gateway_state
        self._folders = (folder.run, folder.log / "gateway", *(self.root / "tmp" / name for name in _TEMPORARY))

    def write_candidate(self, files: Mapping[str, str], command: list[str]) -> None:
        """`command`: how nginx is called for the live release."""
        for folder in self._folders:
            folder.mkdir(parents=True, exist_ok=True)
        self._control.mkdir(mode=0o700, exist_ok=True)
        self._stream.mkdir(mode=0o750, exist_ok=True)
        self._state.mkdir(mode=0o700, exist_ok=True)
        shutil.rmtree(self.candidate, ignore_errors=True)
        for name, text in files.items():
            _write(self.candidate / "conf" / name, text, mode=0o600 if name in SECRET_FILES else 0o644)
        shutil.copytree(_LUA, self.candidate / "lua", copy_function=shutil.copyfile)
        script = self.candidate / "bin" / "nginx"
        _write(script, _SCRIPT.format(command=shlex.join(command)))
        script.chmod(0o755)

    def is_live(self, files: Mapping[str, str]) -> bool:
        return _contents(self.live / "conf") == dict(files) and _contents(self.live / "lua") == _contents(_LUA)

    def promote(self) -> None:
        """The candidate becomes the live release. The last good one stays until `settle`."""
        release = self.root / f"release-{time.time_ns():020d}"
        self.candidate.rename(release)
        self._point_to(release)
        for untried in self._all()[1:-1]:
            shutil.rmtree(untried, ignore_errors=True)

    def settle(self) -> None:
        """nginx runs with the live release: it is the last good one now."""
        for old in self._all()[:-1]:
            shutil.rmtree(old, ignore_errors=True)

    def roll_back(self) -> None:
        """Back to the last good release, unless that is the live one. What is left becomes the candidate."""
        releases = self._all()
        if len(releases) < 2:
            return
        self._point_to(releases[0])
        shutil.rmtree(self.candidate, ignore_errors=True)
        releases[-1].rename(self.candidate)

    def configured_workers(self) -> int:
        """How many the live configuration asks for."""
        asked = _WORKERS.search((self.live / "conf" / "nginx.conf").read_text(encoding="utf-8"))
        return int(asked[1]) if asked and asked[1] != "auto" else os.cpu_count() or 1

    def _all(self) -> list[Path]:
        return sorted(self.root.glob("release-*"))

    def _point_to(self, release: Path) -> None:
        link = self.root / f".live.{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(release.name)
        link.rename(self.live)


def _contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(text)
