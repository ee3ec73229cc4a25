"""What differs between databases: one file a server, each the only place that knows its driver."""

from banyan.data.servers.base import DatabaseServer, Options
from banyan.data.servers.choice import server_of

__all__ = ["DatabaseServer", "Options", "server_of"]
