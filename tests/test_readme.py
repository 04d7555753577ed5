"""The README says what the code does."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scrubber.cli.main import app
from scrubber.cli.reference import rules_markdown
from scrubber.folder.settings import Settings
from scrubber.tables import load_tables
from scrubber.transform.service_rows import ServiceRow
from tests.folder.folders import Folder

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CLINIC_DAY = ROOT / "edi_samples" / "dirty" / "clinic_day.837"


def block(marker: str) -> str:
    """The text after `<!-- marker: ... -->`, without its fence."""
    after = re.split(rf"<!-- {marker}:[^>]*-->\n", README)[1]
    fenced = re.match(r"```\w*\n(.*?)```", after, re.DOTALL)
    return fenced[1] if fenced else after.split("\n\n")[0]


def block_of_commands(section: str) -> str:
    """What a section tells to run: its one block of commands."""
    (commands,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return str(commands)


def in_order(wanted: list[str], printed: str) -> list[str]:
    """The wanted lines that do not follow in what was printed."""
    lines = iter(line.rstrip() for line in printed.splitlines())
    return [line for line in wanted if line not in lines]


def test_rule_table() -> None:
    assert block("rules").splitlines() == list(rules_markdown())


@pytest.fixture
def fixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    options = ["--output-dir", "out", "--log-format", "html"]
    result = CliRunner().invoke(app, ["fix", str(CLINIC_DAY), *options])
    assert result.exit_code == 1
    return result.stdout, tmp_path / "out"


def test_summary_excerpt(fixed: tuple[str, Path]) -> None:
    excerpt = [line for line in block("summary").splitlines() if line.strip() not in ("", "...")]
    assert len(excerpt) > 10
    assert in_order(excerpt, fixed[0]) == []


def test_deidentified_excerpt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    key = tmp_path / "key"
    key.write_text("a key for the README")
    command = ["deidentify", str(CLINIC_DAY), "--key", str(key), "--output-dir", str(tmp_path)]
    result = CliRunner().invoke(app, command)
    excerpt = [line for line in block("deidentified").splitlines() if line.strip() != "..."]
    assert len(excerpt) == 4
    assert in_order(excerpt, result.stdout) == []


def test_ledger_excerpt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    section = README.split("\n## The ledger\n")[1].split("\n## ")[0]
    commands = [line.split()[1:] for line in block_of_commands(section).splitlines()]
    monkeypatch.chdir(ROOT)
    commands[0] += ["--output-dir", str(tmp_path)]
    *_, shown = [CliRunner().invoke(app, command) for command in commands]
    assert shown.stdout == block("ledger")


def test_answers_excerpt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    section = README.split("\n## What payers answer\n")[1].split("\n## ")[0]
    commands = [line.split()[1:] for line in block_of_commands(section).splitlines()]
    monkeypatch.chdir(ROOT)
    CliRunner().invoke(app, ["fix", str(CLINIC_DAY), "--output-dir", str(tmp_path), "--ledger"])
    shown = "".join(CliRunner().invoke(app, command).stdout for command in commands)
    excerpt = [line for line in block("answers").splitlines() if line.strip() not in ("", "...")]
    assert in_order(excerpt, shown) == []


def test_diff_excerpt() -> None:
    result = CliRunner().invoke(app, ["diff", str(CLINIC_DAY)])
    excerpt = block("diff").splitlines()
    assert len(excerpt) >= 3
    assert in_order(excerpt, result.stdout) == []


def test_view_excerpt() -> None:
    result = CliRunner().invoke(app, ["view", str(CLINIC_DAY), "--claim", "QH2608"])
    assert in_order(block("view").splitlines(), result.stdout) == []


def test_xml_excerpt() -> None:
    result = CliRunner().invoke(app, ["convert", str(CLINIC_DAY), "--to", "xml", "-o", "-"])
    assert in_order(block("xml").splitlines(), result.stdout_bytes.decode()) == []


def test_rows_have_as_many_columns_as_it_says() -> None:
    assert f"{len(ServiceRow._fields)} columns" in README


def test_acknowledgment_excerpt(tmp_path: Path) -> None:
    options = ["--output-dir", str(tmp_path), "--ack", "277CA"]
    CliRunner().invoke(app, ["fix", str(CLINIC_DAY), *options])
    excerpt = [line for line in block("ack").splitlines() if line != "..."]
    assert len(excerpt) > 10
    assert in_order(excerpt, (tmp_path / "clinic_day.277CA").read_text()) == []


def test_record_excerpt(fixed: tuple[str, Path]) -> None:
    record = json.loads(block("record"))
    log = (fixed[1] / "clinic_day.discrepancies.jsonl").read_text(encoding="utf-8")
    assert record in [json.loads(line) for line in log.splitlines()]


def test_settings_table_names_every_field() -> None:
    named = re.findall(r"^\| (`.+?`) \|", block("settings"), re.MULTILINE)
    fields = [name for cell in named for name in re.findall("`(.+?)`", cell)]
    assert sorted(fields) == sorted(Settings.model_fields)


def test_status_excerpt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path / "watched")
    for path in CLINIC_DAY.parent.glob("clinic_day.*"):
        folder.put(path.name, path.read_bytes())
    folder.watch()
    result = CliRunner().invoke(app, ["status", str(folder.root)])
    printed = re.sub(r"\d+ seconds? ago", "0 seconds ago", result.stdout)
    assert in_order(block("status").splitlines(), printed) == []


def test_library_example_runs() -> None:
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code
    done = subprocess.run(
        [sys.executable, "-c", code[1]], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "TH101" in done.stdout


def test_payer_example_is_read_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "meadowlark.yaml").write_text(block("payer"), encoding="utf-8")
    payers = load_tables(tmp_path).payers
    matched = payers.of("", "MEADOWLARK HEALTH PLAN", "CI")
    assert (matched.profile.profile, matched.why) == ("meadowlark", "name pattern MEADOWLARK *")
    assert payers.of("MDWLK", "", "CI").profile is matched.profile
    assert (matched.profile.unit_method, matched.profile.pairs) == ("ama_midpoint", ())
    assert matched.profile.therapy_modifier_required


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_contents_name_every_section_in_order() -> None:
    sections = re.findall(r"^## (.+)$", README, re.MULTILINE)
    contents = README.split("\n## ")[0]
    assert re.findall(r"\[([^]]+)\]\(#", contents) == sections
    anchors = {section.lower().replace(" ", "-") for section in sections}
    linked = set(re.findall(r"\]\(#([^)]+)\)", README))
    assert linked == anchors


def test_start_is_two_commands() -> None:
    section = README.split("\n## Start\n")[1].split("\n## ")[0]
    sample = CLINIC_DAY.relative_to(ROOT)
    assert block_of_commands(section).splitlines() == [
        "pip install .",
        f"scrubber fix {sample} --output-dir out --log-format html",
    ]


def test_ci_runs_the_contributing_commands() -> None:
    commands = block_of_commands(README.split("## Contributing")[1])
    for needed in ("pytest", "ruff format --check", "ruff check", "mypy", "lint-imports"):
        assert needed in commands
    assert 'on = ($0 == "## Contributing")' in (ROOT / ".ci" / "run").read_text()
