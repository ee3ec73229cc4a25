"""The ways out of a process, opened as the settings say."""

from __future__ import annotations

from banyan.config import OutboundSection
from banyan.data import Database, Options, database_url
from banyan.outbound import Guard, Outbound, Terms
from banyan.redis import Redis
from banyan.server.site import Site


def open_database(site: Site) -> Database:
    section = site.settings.database
    options = Options(
        pool_size=section.pool_size,
        timeout=section.timeout,
        connect_timeout=section.connect_timeout,
        busy_timeout=section.busy_timeout,
    )
    urls = [database_url(url, site.folder.root) for url in (section.url, *section.replicas)]
    return Database(urls[0], options, replicas=urls[1:])


def open_redis(site: Site) -> Redis | None:
    section = site.settings.redis
    return Redis(section.url, timeout=section.timeout) if section.url else None


def open_outbound(section: OutboundSection) -> Outbound:
    return Outbound(
        Terms(
            connect_timeout=section.connect_timeout,
            read_timeout=section.read_timeout,
            deadline=section.deadline,
            max_answer=section.max_answer,
            retries=section.retries,
        ),
        connections=section.connections,
        retry_share=section.retry_share,
        guard=Guard(frozenset(section.user_ports), tuple(section.user_networks)),
    )
