"""`python -m banyan.gateway.start DATA NGINX`: start the gateway as it was last written, or reload it if it runs."""

from __future__ import annotations

import sys
from pathlib import Path

from banyan.base import SettingsError
from banyan.config import DataFolder
from banyan.gateway.process import GatewayProcess


def main() -> None:
    data, nginx = sys.argv[1:]
    try:
        GatewayProcess(DataFolder(Path(data)), nginx).start()
    except SettingsError as error:
        sys.exit(f"banyan: {error.message}")


if __name__ == "__main__":
    main()
