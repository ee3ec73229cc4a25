from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from banyan.accounts import Claims, TokenKeys
from banyan.base import utc_now

OLD, NEW = b"the secret that this site had before", b"the secret that this site has by now"
WEEK = timedelta(days=7)


def signed(keys: TokenKeys, lasts: timedelta = WEEK) -> str:
    now = utc_now()
    return keys.sign(7, "the session", now, now + lasts)


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})


def segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_says_whose_it_is_which_session_and_when() -> None:
    token = signed(TokenKeys([NEW]))
    head, claims = parts(token)
    assert (set(head), head["alg"], head["typ"]) == ({"alg", "kid", "typ"}, "HS256", "JWT")
    assert set(claims) == {"sub", "sid", "iat", "exp"}
    assert (claims["sub"], claims["sid"]) == ("7", "the session")
    assert claims["exp"] - claims["iat"] == WEEK.total_seconds()
    assert TokenKeys([NEW]).read(token) == Claims(7, "the session")


def test_after_a_change_of_the_secret_old_tokens_are_read_and_new_ones_signed_anew() -> None:
    before, during, after = TokenKeys([OLD]), TokenKeys([NEW, OLD]), TokenKeys([NEW])
    old, new = signed(before), signed(during)
    assert during.read(old) == during.read(new) == after.read(new) == Claims(7, "the session")
    assert before.read(new) is None
    assert after.read(old) is None
    assert parts(old)[0]["kid"] != parts(new)[0]["kid"]


def test_the_id_of_a_key_tells_nothing_of_it() -> None:
    (head, _), key = parts(signed(TokenKeys([NEW]))), hmac.new(NEW, b"session tokens", hashlib.sha256).hexdigest()
    assert head["kid"] not in key


def test_an_expired_token_is_nobodys() -> None:
    assert TokenKeys([NEW]).read(signed(TokenKeys([NEW]), lasts=timedelta(minutes=-1))) is None


def _forgeries() -> dict[str, str]:
    keys = TokenKeys([NEW])
    token = signed(keys)
    head, claims = parts(token)
    first, body, signature = token.split(".")
    later = {**claims, "exp": claims["exp"] + 10**6}

    def foreign(secret: bytes, algorithm: str, **change: object) -> str:
        # By hand: the library would not sign with what some of these take for a key.
        text = f"{segment({**head, 'alg': algorithm, **change})}.{segment(later)}"
        digest = hmac.new(secret, text.encode(), f"sha{algorithm[2:]}").digest()
        return f"{text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"

    return {
        "another claim under the signature": f"{first}.{segment({**claims, 'sub': '1'})}.{signature}",
        "alg none": f"{segment({**head, 'alg': 'none'})}.{body}.",
        "alg None": f"{segment({**head, 'alg': 'None'})}.{body}.{signature}",
        "alg RS256": f"{segment({**head, 'alg': 'RS256'})}.{body}.{signature}",
        "alg HS384 by the key itself": foreign(hmac.new(NEW, b"session tokens", hashlib.sha256).digest(), "HS384"),
        "no alg": f"{segment({'kid': head['kid']})}.{body}.{signature}",
        "the site's secret itself as the key": foreign(NEW, "HS256"),
        "an empty key": foreign(b"", "HS256"),
        "another site's key": signed(TokenKeys([b"another site's secret, as long as ours"])),
        "another site's key under our id": foreign(b"x" * 32, "HS256"),
        "no kid": f"{segment({'alg': 'HS256', 'typ': 'JWT'})}.{body}.{signature}",
        "a kid that is a path": foreign(b"", "HS256", kid="../../dev/null"),
        "a kid that is no text": f"{segment({**head, 'kid': 7})}.{body}.{signature}",
        "a key in its head": foreign(b"x" * 32, "HS256", jwk={"kty": "oct", "k": "eHh4eA"}),
        "no signature": f"{first}.{body}.",
        "two parts": f"{first}.{body}",
        "four parts": f"{token}.{signature}",
        "no JSON": f"{first}.e30x.{signature}",
        "deep JSON": "W1tb" * 140 + f".{body}.{signature}",
        "a megabyte": f"{first}.{'a' * 10**6}.{signature}",
        "dots": "..",
        "Unicode": f"{token[:-1]}\u0661",
    }


def test_what_is_signed_by_hand_would_be_read() -> None:
    """So that the forgeries are refused for what they forge."""
    head, claims = parts(signed(TokenKeys([NEW])))
    key, text = hmac.new(NEW, b"session tokens", hashlib.sha256).digest(), f"{segment(head)}.{segment(claims)}"
    digest = base64.urlsafe_b64encode(hmac.new(key, text.encode(), "sha256").digest()).rstrip(b"=").decode()
    assert TokenKeys([NEW]).read(f"{text}.{digest}") == Claims(7, "the session")


@pytest.mark.parametrize("forgery", _forgeries())
def test_a_forgery_is_nobodys(forgery: str) -> None:
    assert TokenKeys([NEW]).read(_forgeries()[forgery]) is None


@pytest.mark.parametrize("missing", ["sub", "sid", "iat", "exp"])
def test_a_token_that_lacks_a_claim_is_nobodys(missing: str) -> None:
    """Signed by our own key, as no code of ours would."""
    head, claims = parts(signed(TokenKeys([NEW])))
    del claims[missing]
    key = hmac.new(NEW, b"session tokens", hashlib.sha256).digest()
    assert TokenKeys([NEW]).read(jwt.encode(claims, key, "HS256", headers={"kid": head["kid"]})) is None
