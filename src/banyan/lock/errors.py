"""
UserError
└── LockBusy       another holds it, and did not let go while we waited
SystemFault
├── LockLost       held past its expiry, or forgotten by its store: another may hold it
└── LocksAway      the store did not answer: nothing is granted
"""

from __future__ import annotations

from banyan.base import SystemFault, UserError


class LockBusy(UserError):
    """409, not WebDAV's 423 (RFC 4918 section 11.3), which is for locks that clients know of and hold."""

    name = "lock_busy"
    status = 409
    message = "This is being worked on by another request; try again in a moment."
    # When the holder will be done nobody knows; most are within a second.
    retry_after = 1


class LockLost(SystemFault):
    """What was done since it was lost may have met another holder: only the fencing number tells them apart."""

    name = "lock_lost"
    status = 503
    message = "A lock was lost before the work under it was done."
    retry_after = 1


class LocksAway(SystemFault):
    """Without the store nobody can know who holds what. A lock that was asked for just then may stand until its
    expiry."""

    name = "locks_away"
    status = 503
    message = "The store of locks does not answer."
    retry_after = 1
