"""scrubber.toml and SCRUBBER_ variables: what they mean, and how a fault in them is told."""

from pathlib import Path

import pytest

from scrubber.acknowledgments import Kind
from scrubber.conformance import Conformance
from scrubber.folder.located_toml import LONGEST, BadToml, read_located_toml
from scrubber.folder.settings import LAYOUTS, BadSettings, Settings, load_settings


def settings_of(folder: Path, text: str) -> Settings:
    (folder / "scrubber.toml").write_text(text)
    return load_settings(folder)


def test_without_a_file_all_is_as_the_readme_says(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings()
    assert settings.split
    assert settings.options().conformance is Conformance.OFF
    assert settings.folder_names["in"] == "in"


def test_variables_come_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRUBBER_STABLE_SECONDS", "3")
    monkeypatch.setenv("SCRUBBER_FOLDERS__LOG", "logs")
    monkeypatch.setenv("SCRUBBER_HOLD_ON", "TH3, errors")
    settings = settings_of(tmp_path, 'stable_seconds = 9\n[folders]\nlog = "l"\nout = "o"\n')
    assert settings.stable_seconds == 3
    assert (settings.folder_names["log"], settings.folder_names["out"]) == ("logs", "o")
    assert settings.hold_on == ("TH3", "errors")


@pytest.mark.parametrize("text", ['["999", "277CA"]', '"999, 277CA"'])
def test_a_list_may_be_written_with_commas(tmp_path: Path, text: str) -> None:
    settings = settings_of(tmp_path, f"acknowledgments = {text}\n")
    assert settings.acknowledgments == (Kind.IMPLEMENTATION, Kind.CLAIM)
    assert settings.options().conformance is Conformance.FULL


def test_a_layout_names_folders_and_a_name_of_ones_own_counts_more(tmp_path: Path) -> None:
    for layout, names in LAYOUTS.items():
        settings = settings_of(tmp_path, f'layout = "{layout}"\n')
        assert settings.folder_names | names == settings.folder_names
    settings = settings_of(tmp_path, 'layout = "send_receive"\n[folders]\nack = "Answers"\n')
    assert settings.folder_names["in"] == "SendFiles"
    assert settings.folder_names["ack"] == "Answers"


def test_payers_are_found_from_the_folder(tmp_path: Path) -> None:
    (tmp_path / "payers").mkdir()
    (tmp_path / "payers" / "mine.yaml").write_text(
        "profile: mine\ntitle: Mine\nmatch:\n  payer_ids: [MINE1]\n"
        "sources:\n  - title: A letter\n    checked: 2026-11-21\n"
    )
    assert settings_of(tmp_path, 'payers = "payers"').payers == tmp_path / "payers"


@pytest.mark.parametrize("address", ["/var/lib/l.sqlite", "postgresql://host/name"])
def test_a_ledger_of_the_file_is_found_from_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    assert settings_of(tmp_path, 'ledger_url = "l.sqlite"').ledger_url == f"{tmp_path}/l.sqlite"
    assert settings_of(tmp_path, f'ledger_url = "{address}"').ledger_url == address
    monkeypatch.setenv("SCRUBBER_LEDGER_URL", "l.sqlite")
    assert load_settings(tmp_path).ledger_url == "l.sqlite"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("stable_seconds = -1", "line 1: stable_seconds: input should be greater"),
        ("rescan_seconds = 1e12", "line 1: rescan_seconds: input should be less"),
        ("stable_seconds = inf", "line 1: stable_seconds: input should be less"),
        ("stable_seconds = nan", "line 1: stable_seconds: input should be "),
        ("\n# x\nstabel_seconds = 1", "line 3: stabel_seconds: there is no such setting; there"),
        ('[folders]\n\nin = "a/b"', "line 3: folders.in: give the plain name of a folder"),
        ('[folders]\nin = ".."', "line 2: folders.in: give the plain name"),
        ('[folders]\nin = "OUT"', "line 2: folders: in and out are both OUT"),
        ('[folders]\ninn = "x"', "line 2: folders.inn: there is no such setting; there are ack"),
        ("folders = 3", "line 1: folders: "),
        ('hold_on = [\n  "TH101",\n  "TH999"]', "line 1: hold_on: no rule is called 'TH999'"),
        ('split = true\nlocality = "XX"', "line 2: locality: no locality is called 'XX'"),
        ('payers = "nowhere"', "line 1: payers: "),
        ('acknowledgments = "998"', "line 1: acknowledgments: input should be"),
        ('layout = "other"', "line 1: layout: input should be 'plain'"),
        ("x y", "line 1: this is no readable TOML: expected '='"),
        ("a = 1\na = 2", "line 2: this is no readable TOML: cannot overwrite a value"),
        ("a = " + "[" * 50_000, "line 1: this is no readable TOML: nested too deep"),
    ],
)
def test_a_fault_is_told_with_line_and_field(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadSettings) as error:
        settings_of(tmp_path, text)
    assert str(error.value).startswith(f"scrubber.toml, {told}")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SCRUBBER_STABLE_SECONDS", "soon", "SCRUBBER_STABLE_SECONDS: stable_seconds: input"),
        ("SCRUBBER_FOLDERS__IN", "/in", "SCRUBBER_FOLDERS__IN: folders.in: give the plain"),
        ("SCRUBBER_FOLDERS", "{", 'error parsing value for field "folders"'),
    ],
)
def test_a_fault_in_a_variable_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as error:
        load_settings(tmp_path)
    assert str(error.value).startswith(told)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("ledger.sqlite", "{folder}/ledger.sqlite"),
        ("/data/ledger.sqlite", "/data/ledger.sqlite"),
        ("postgresql://host/name", "postgresql://host/name"),
    ],
)
def test_a_ledger_is_in_the_folder_wherever_the_program_is_started(
    tmp_path: Path, told: str, expected: str
) -> None:
    found = settings_of(tmp_path, f'ledger_url = "{told}"').ledger_url
    assert found == expected.format(folder=tmp_path)


def test_a_ledger_that_a_variable_names_is_where_other_commands_find_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRUBBER_LEDGER_URL", "variable.sqlite")
    assert settings_of(tmp_path, 'ledger_url = "file.sqlite"').ledger_url == "variable.sqlite"


def test_a_field_is_found_by_its_line() -> None:
    text = 'a = [\n 1,\n 2]\n\n[b]\n# c\nc = """\nd = 1\n"""\n[e.f]\ng=1'
    file = read_located_toml(b"\xef\xbb\xbf" + text.encode())
    assert [file.line(place) for place in (["a"], ["b"], ["b", "c"], ["e"], ["e", "f", "g"])] == [
        *(1, 5, 7, 10, 11),
    ]
    assert file.line(["b", "d"]) == 5
    assert file.line(["z"]) == 1


@pytest.mark.parametrize(
    ("raw", "line"), [(b"a = 1\nb = \xff", 2), (b"#" * (LONGEST + 1), 1), (b"a = 1\nb = 'x", 2)]
)
def test_what_is_no_toml_has_a_line(raw: bytes, line: int) -> None:
    with pytest.raises(BadToml) as error:
        read_located_toml(raw)
    assert error.value.line == line
