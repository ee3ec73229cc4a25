"""Static files name each other, and are served under names that change with all that they stand on."""

from __future__ import annotations

from pathlib import Path

import pytest

from banyan.base import SettingsError
from banyan.pages import StaticFolder


def write(folder: Path, **files: str) -> StaticFolder:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    return StaticFolder(folder)


def test_a_module_that_names_another_gets_its_public_name(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        home_js="import { card } from './cards.js';\nimport \"./parts/menu.js\";\nlet a = import('./cards.js');",
        cards_js="export const card = 1;",
        parts__menu_js='export * from "../cards.js";',
    )
    cards, menu = folder.file("cards.js").public_name, folder.file("parts/menu.js").public_name
    assert folder.file("home.js").content.decode() == (
        f"import {{ card }} from './{cards}';\nimport \"./{menu}\";\nlet a = import('./{cards}');"
    )
    assert folder.file("parts/menu.js").content.decode() == f'export * from "../{cards}";'


def test_a_change_below_changes_every_name_above(tmp_path: Path) -> None:
    files = {"home_js": 'import "./a.js";', "a_js": 'import "./b.js";', "b_js": "1;", "other_js": "2;"}
    before = {name: file.public_name for name, file in write(tmp_path, **files).files().items()}
    after = {name: file.public_name for name, file in write(tmp_path, **{**files, "b_js": "3;"}).files().items()}
    assert {name for name in before if before[name] != after[name]} == {"home.js", "a.js", "b.js"}


def test_a_style_sheet_takes_in_what_it_imports(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        all_css='@import "./one.css";\n@import "./parts/two.css";\nbody { margin: 0; }\n',
        one_css="p { color: red; }\n",
        parts__two_css="i { background: url(../leaf.svg); }\n",
        leaf_svg="<svg/>",
    )
    sheet = folder.file("all.css").content.decode()
    assert sheet.startswith("p { color: red; }\ni { background: url(")
    assert sheet.endswith("body { margin: 0; }\n")
    assert folder.file("leaf.svg").public_name in sheet


@pytest.mark.parametrize(
    ("content", "complaint"),
    [('import "./gone.js";', "there is no gone.js, which home.js names"), ('import "./home.js";', "is a circle")],
)
def test_what_cannot_be_served_is_refused_by_name(tmp_path: Path, content: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        write(tmp_path, home_js=content).files()


def test_addresses_elsewhere_and_words_in_texts_are_left_alone(tmp_path: Path) -> None:
    content = 'const a = "from elsewhere"; fetch("./api/user"); // read it from "the book"\n'
    assert write(tmp_path, home_js=content).file("home.js").content.decode() == content
