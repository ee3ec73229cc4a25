"""What `storage.url` and its keys may be for S3, before any store is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from banyan.base import SettingsError
from banyan.storage import check_storage_url, open_storage
from banyan.storage.s3_url import S3Address, read_s3_url


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("s3://bucket", S3Address("bucket")),
        ("s3://bucket/a/b/?region=eu-west-1", S3Address("bucket", "a/b", region="eu-west-1")),
        ("s3://b-1/?endpoint=http://127.0.0.1:9000/", S3Address("b-1", endpoint="http://127.0.0.1:9000")),
        (
            "s3://bucket?endpoint=https://s3.example.com&style=virtual",
            S3Address("bucket", endpoint="https://s3.example.com", virtual_host=True),
        ),
    ],
)
def test_a_url_says_bucket_prefix_endpoint_and_region(url: str, address: S3Address) -> None:
    assert read_s3_url(url) == address


def test_the_bucket_is_in_the_host_name_only_when_asked_for() -> None:
    assert S3Address("bucket", endpoint="https://s3.example.com:1").bucket_endpoint == "https://s3.example.com:1"
    address = S3Address("bucket", endpoint="https://s3.example.com:1", virtual_host=True)
    assert address.bucket_endpoint == "https://bucket.s3.example.com:1"


@pytest.mark.parametrize(
    "url",
    [
        "s3:",
        "s3://",
        "s3:///bucket",
        "s3://b",
        "s3://bucket/../x",
        "s3://bucket/.x",
        "s3://bucket/图",
        "s3://bucket#x",
        "s3://bucket:99999",
        "s3://bucket?endpoint=127.0.0.1:9000",
        "s3://bucket?endpoint=ftp://host",
        "s3://bucket?endpoint=https://host/path",
        "s3://bucket?region=Here!",
        "s3://bucket?style=other",
        "s3://bucket?no-such-option=1",
    ],
)
def test_a_url_that_is_wrong_is_one_line_with_the_mend(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^storage\.url: .*(write|use) ") as refused:
        open_storage(url, spool=Path("never-used"))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "s3://mykey:mysecret@bucket/prefix",
        "s3://mykey@bucket",
        "s3://bucket?endpoint=http://mykey:mysecret@host",
        "s3://bucket?secret_access_key=mysecret",
        "ftp://mykey:mysecret@host",
    ],
)
def test_a_secret_in_the_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        check_storage_url(url)
    assert "mysecret" not in str(refused.value)
    assert "mykey" not in str(refused.value)


@pytest.mark.parametrize(("key", "keys"), [("secret", {"access_key": "mine"}), ("access", {"secret_key": "mine"})])
def test_half_of_the_keys_is_refused(key: str, keys: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=rf"^storage\.{key}_key: .* give both"):
        check_storage_url("s3://bucket", **keys)


def test_the_driver_is_loaded_by_sites_on_s3_only() -> None:
    script = (
        "import sys; from pathlib import Path; from banyan.storage import *; "
        "check_storage_url('s3://bucket'); open_storage('file:///tmp', spool=Path('x')); "
        "print('obstore' in sys.modules); open_storage('s3://bucket', spool=Path('x')); print('obstore' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["False", "True"]
