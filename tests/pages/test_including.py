"""What a page writes where a fragment belongs, and what it cannot be made to write."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader

from banyan.edge.including import INCLUDE
from banyan.pages import Catalogues, include, page_environment

_NAUGHTY = '<!--# include virtual="/users" -->'


def named(text: str) -> list[str]:
    return [target.decode("latin-1") for target in INCLUDE.findall(text.encode())]


@given(st.dictionaries(st.sampled_from(["page", "keyword"]), st.text(max_size=100), min_size=1))
def test_parameters_are_anybodys_words(parameters: dict[str, str]) -> None:
    (target,) = named(include("/list", **parameters))
    path, _, query = target.partition("?")
    assert path == "/list"
    assert dict(parse_qsl(query, keep_blank_values=True)) == parameters


def test_without_parameters_it_is_the_path() -> None:
    assert str(include("/list")) == '<!--# include virtual="/list" -->'
    assert named(include("/list")) == ["/list"]


@pytest.mark.parametrize("path", ["", "list", "http://other.test/", '/" -->', "/a b", "/<b>", "/頁", "/\n"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="write a path of the site's"):
        include(path)


def test_a_text_that_looks_like_one_stays_text() -> None:
    environment = page_environment({}, Catalogues(["en"], {}), {"banyan": str})
    environment.loader = DictLoader({"page": "<p title='{{ text }}'>{{ text }}</p>{{ include('/list', word=text) }}"})
    page = environment.get_template("page").render(text=_NAUGHTY)
    assert named(page) == ["/list?word=%3C%21--%23+include+virtual%3D%22%2Fusers%22+--%3E"]
