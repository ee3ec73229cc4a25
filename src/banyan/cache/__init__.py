"""Answers of the database kept at hand, coherent with every write."""

from banyan.cache.base import CacheStore, Entry
from banyan.cache.cached import Cached, declared_caches
from banyan.cache.caches import Caches
from banyan.cache.flights import Flight, Flights
from banyan.cache.horizon import Horizon
from banyan.cache.memory import MemoryCacheStore
from banyan.cache.redis import RedisCacheStore

__all__ = [
    "CacheStore",
    "Cached",
    "Caches",
    "Entry",
    "Flight",
    "Flights",
    "Horizon",
    "MemoryCacheStore",
    "RedisCacheStore",
    "declared_caches",
]
