from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from banyan.base import SettingsError

_LUA = "ngx_http_lua_module.so"
# In the order in which they have to be loaded.
_WANTED = ("ndk_http_module.so", _LUA, "ngx_http_brotli_filter_module.so")
_MODULES_PATH = re.compile(r"--modules-path=(\S+)")
# Where nginx is, and a plain user's PATH often is not.
_SBIN = "/usr/sbin:/usr/local/sbin:/usr/local/openresty/nginx/sbin"
# OpenResty has it.
_BUILT_IN_LUA = re.compile(r"--add-module=\S*(lua-nginx-module|ngx_lua)")


def find_modules(nginx: str) -> tuple[Path, ...]:
    """The dynamic modules of this nginx that the gateway uses; those it was built with are not among them.

    Raises SettingsError when there is no such program or it has no Lua.
    """
    program = find_program(nginx)
    described = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stderr
    folder = _MODULES_PATH.search(described)
    found = [Path(folder[1]) / name for name in _WANTED if (Path(folder[1]) / name).is_file()] if folder else []
    if not _BUILT_IN_LUA.search(described):
        if not any(module.name == _LUA for module in found):
            raise SettingsError(f"gateway.nginx: {program} has no Lua; install libnginx-mod-http-lua, or OpenResty")
        return tuple(found)
    return tuple(module for module in found if "brotli" in module.name)


def find_program(nginx: str) -> str:
    program = shutil.which(nginx) or shutil.which(nginx, path=_SBIN)
    if program is None:
        raise SettingsError(f"gateway.nginx: there is no program {nginx!r}; install nginx-light or name another")
    return program
