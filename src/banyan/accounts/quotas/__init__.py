"""How often a subject may try: a seam, counted in the database or in Redis, the same for all nodes of a site."""

from banyan.accounts.quotas.base import Allowance, Quotas
from banyan.accounts.quotas.database import DatabaseQuotas
from banyan.accounts.quotas.hastened import HastenedQuotas
from banyan.accounts.quotas.redis import RedisQuotas

__all__ = ["Allowance", "DatabaseQuotas", "HastenedQuotas", "Quotas", "RedisQuotas"]
