from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)

from banyan.base import BanyanError, SystemFault
from banyan.storage.base import NotStored, StorageUnavailable

_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>([A-Za-z0-9]{1,64})</Code>")
# "Slow down" and "timed out" (RFC 9110 section 15.5.9, RFC 6585 section 4): the store's trouble, not ours.
_PASSING = {"408", "429"}
# Where the driver asks a machine of Amazon's for its keys, when nobody else gave it any.
_MACHINE_KEYS = "169.254.169.254"


@asynccontextmanager
async def in_time(seconds: float) -> AsyncIterator[None]:
    """One call to the store: it ends in `seconds`, and its trouble is of our own tree: NotStored, StorageUnavailable,
    SystemFault for what someone has to mend. An object that is there already is still obstore's AlreadyExistsError.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise StorageUnavailable(f"The S3 store gave no answer in {seconds:.0f} s.") from None
    except AlreadyExistsError:
        raise
    except (FileNotFoundError, BaseError) as error:
        # Not passed on: what the store said may hold the access key and what was signed.
        raise _own(error) from None


def _own(error: Exception) -> BanyanError:
    text = str(error)
    code = found[1] if (found := _CODE.search(text)) else ""
    status = found[1] if (found := _STATUS.search(text)) else ""
    if code == "NoSuchBucket":
        return SystemFault("The S3 store has no such bucket; make it, or change storage.url.")
    # One that another took the place of since it was opened is gone, too.
    if isinstance(error, FileNotFoundError | PreconditionError):
        return NotStored()
    if _MACHINE_KEYS in text:
        return SystemFault("There are no keys to the S3 store; give storage.access_key and storage.secret_key.")
    said = " ".join(filter(None, (status, code))) or "no connection"
    if isinstance(error, PermissionDeniedError | UnauthenticatedError):
        return SystemFault(f"The S3 store refuses us ({said}); check storage.access_key and storage.secret_key.")
    if status[:1] in ("3", "4") and status not in _PASSING:
        return SystemFault(f"The S3 store does not take our request ({said}); check storage.url and its region.")
    return StorageUnavailable(f"The S3 store does not answer ({said}).")
