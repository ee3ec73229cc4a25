"""Answers of the database kept at hand, coherent with every write."""

from banyan.cache.base import CacheStore, Entry
from banyan.cache.cached import LONGEST_TTL, Cached, declared_caches
from banyan.cache.caches import Caches
from banyan.cache.horizon import Horizon
from banyan.cache.memory import MemoryCacheStore
from banyan.cache.redis import RedisCacheStore

__all__ = [
    "LONGEST_TTL",
    "CacheStore",
    "Cached",
    "Caches",
    "Entry",
    "Horizon",
    "MemoryCacheStore",
    "RedisCacheStore",
    "declared_caches",
]
