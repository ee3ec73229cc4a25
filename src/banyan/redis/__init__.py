"""The one way to Redis or Valkey, which may be absent, late or dead: every call has a deadline, a breaker stands in
front."""

from banyan.redis.client import Redis, RedisAway

__all__ = ["Redis", "RedisAway"]
