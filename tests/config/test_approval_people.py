"""Who may approve is written into the settings file, and nothing that stood there is lost."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config.approval_people import remove_person, save_person
from app.config.settings import Person
from app.config.settings_file import default_text, load_settings
from app.core.problem import Code, Refusal

ONE, TWO = ("scrypt$15$8$1$" + "A" * 22 + "==$" + sign * 43 + "=" for sign in "BC")
COMMENTED = f"""\
# our till
[shop]
name = "Bøker"   # on the corner

[[approval.people]]
# she has the keys
  pin_hash = '{ONE}'   # new in May
  name = "Kari"

[look]   # dark suits us
theme = "dark"
"""


@pytest.fixture
def file(home):
    return home / "settings.toml"


def people(file) -> dict[str, str]:
    return {person.name: person.pin_hash for person in load_settings(file).approval.people}


def refused(call) -> Code:
    with pytest.raises(Refusal) as told:
        call()
    return told.value.problem.code


def test_the_first_person_is_written_below_the_commented_default(file):
    save_person(file, Person(name="Kari", pin_hash=ONE))
    assert people(file) == {"Kari": ONE}
    assert file.read_text("utf-8").startswith(default_text())
    assert file.stat().st_mode & 0o777 == 0o600
    save_person(file, Person(name="Ola", pin_hash=TWO))
    assert people(file) == {"Kari": ONE, "Ola": TWO}
    remove_person(file, "kari")
    remove_person(file, "OLA")
    assert file.read_text("utf-8") == default_text()


def test_another_pin_changes_one_line_and_keeps_the_name_as_it_was_written(file):
    file.write_text(COMMENTED, "utf-8")
    save_person(file, Person(name="KARI", pin_hash=TWO))
    assert file.read_text("utf-8") == COMMENTED.replace(f"'{ONE}'", f'"{TWO}"')


def test_taking_a_person_out_takes_her_lines_and_no_others(file):
    file.write_text(COMMENTED, "utf-8")
    remove_person(file, "Kari")
    assert file.read_text("utf-8").splitlines() == [
        "# our till",
        "[shop]",
        'name = "Bøker"   # on the corner',
        "",
        "[look]   # dark suits us",
        'theme = "dark"',
    ]


@pytest.mark.parametrize("name", ["Ola", "", "Kari "])
def test_nobody_of_that_name_is_told(file, name):
    file.write_text(COMMENTED, "utf-8")
    assert refused(lambda: remove_person(file, name)) is Code.APPROVAL_NOBODY
    assert file.read_text("utf-8") == COMMENTED


@pytest.mark.parametrize("name", ["", " Kari", "K\nari", "K" * 41, 'a\x00"'])
def test_a_name_that_cannot_stand_on_paper_is_refused(file, name):
    assert refused(lambda: save_person(file, Person(name=name, pin_hash=ONE))) is Code.SETTINGS_BAD_VALUE
    assert not file.exists()


@pytest.mark.parametrize(
    "text",
    [
        f"approval.people = [{{ name = 'Kari', pin_hash = '{ONE}' }}]",
        f"[approval]\npeople = [{{ name = 'Kari', pin_hash = '{ONE}' }}]\n",
        f"[approval]\n[[approval.'people']]\nname = 'Kari'\npin_hash = '{ONE}'\n",
    ],
)
def test_a_form_that_cannot_be_edited_safely_is_left_as_it_was_and_said(file, text):
    file.write_text(text, "utf-8")
    assert refused(lambda: save_person(file, Person(name="Kari", pin_hash=TWO))) is Code.SETTINGS_BAD_VALUE
    assert refused(lambda: remove_person(file, "Kari")) is Code.SETTINGS_BAD_VALUE
    assert file.read_text("utf-8") == text


def test_words_that_look_like_a_person_are_none(file):
    text = '[shop]\nterms = ["""\\\n[[approval.people]]\\\nname = Kari\\\n"""]\n'
    file.write_text(text, "utf-8")
    save_person(file, Person(name="Kari", pin_hash=ONE))
    assert people(file) == {"Kari": ONE}
    remove_person(file, "Kari")
    assert file.read_text("utf-8").rstrip() == text.rstrip()


def test_more_people_than_a_till_can_compare_are_refused(file):
    for number in range(20):
        save_person(file, Person(name=f"Person {number}", pin_hash=ONE))
    before = file.read_text("utf-8")
    assert refused(lambda: save_person(file, Person(name="One more", pin_hash=ONE))) is Code.SETTINGS_BAD_VALUE
    assert file.read_text("utf-8") == before


def test_a_file_with_a_fault_elsewhere_is_not_touched(file):
    file.write_text("[look]\ntheme = 'pink'\n")
    assert refused(lambda: save_person(file, Person(name="Kari", pin_hash=ONE))) is Code.SETTINGS_BAD_VALUE
    assert file.read_text() == "[look]\ntheme = 'pink'\n"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40), st.sampled_from(["\n", "\r\n"]))
def test_every_name_is_read_as_it_was_written(tmp_path_factory, name, end):
    file = tmp_path_factory.getbasetemp() / "settings.toml"
    file.write_bytes(COMMENTED.replace("\n", end).encode())
    before = tomllib.loads(COMMENTED)
    save_person(file, Person(name=name, pin_hash=TWO))
    assert people(file)[name if name.casefold() != "kari" else "Kari"] == TWO
    remove_person(file, name)
    if name.casefold() != "kari":
        assert tomllib.loads(file.read_bytes().decode()) == before
