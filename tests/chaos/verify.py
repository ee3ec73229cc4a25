from __future__ import annotations

import hashlib

from tests.chaos.tally import Acknowledged
from tests.sites import TestSite


def find_losses(site: TestSite, acknowledged: Acknowledged) -> list[str]:
    """Whatever the site acknowledged and has not, and whatever is there by halves."""
    phones = {value for (value,) in site.query("SELECT value FROM identity")}
    tokens = {value for (value,) in site.query("SELECT token_hash FROM session")}
    digests = {value for (value,) in site.query("SELECT sha256 FROM upload")}
    losses = [f"account {phone}" for phone in acknowledged.phones if f"+86{phone}" not in phones]
    losses += ["a login" for token in acknowledged.tokens if hashlib.sha256(token.encode()).hexdigest() not in tokens]
    losses += [f"the row of upload {digest}" for _, digest in acknowledged.uploads if digest not in digests]
    return losses + _lost_files(site, acknowledged) + _halves(site)


def _lost_files(site: TestSite, acknowledged: Acknowledged) -> list[str]:
    with site.client() as client:
        return [
            f"the bytes of {path}"
            for path, digest in acknowledged.uploads
            if hashlib.sha256(client.get(path).content).hexdigest() != digest
        ]


def _halves(site: TestSite) -> list[str]:
    accounts = "SELECT count(*) FROM account LEFT JOIN identity ON account_id = account.id WHERE identity.id IS NULL"
    twice = "SELECT count(*) FROM (SELECT value FROM identity GROUP BY kind, value HAVING count(*) > 1) doubled"
    halves = [f"{n} accounts without an identity" for ((n,),) in [site.query(accounts)] if n]
    halves += [f"{n} identities twice" for ((n,),) in [site.query(twice)] if n]
    spool = site.data / "files" / ".incoming"
    written = {path.name.split(".")[0] for path in (site.data / "files" / "image").glob("*")}
    rows = [digest for (digest,) in site.query("SELECT sha256 FROM upload")]
    halves += [f"the file of row {digest}" for digest in rows if digest[:40] not in written]
    assert spool.is_dir()
    return halves
