"""All rules: every module in the stage folders."""

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from scrubber.rules.definition import RULE_ATTRIBUTE, Rule, Stage


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules in order of stage, then code. A rule file that declares none is an error."""
    found = []
    for stage in Stage:
        folder = Path(__file__).parent / stage.value
        for module_info in pkgutil.iter_modules([str(folder)]):
            module = import_module(f"scrubber.rules.{stage.value}.{module_info.name}")
            check = module.check
            found.append(getattr(check, RULE_ATTRIBUTE))
    order = list(Stage)
    return tuple(sorted(found, key=lambda rule: (order.index(rule.stage), rule.code)))


def rule_by_code(code: str) -> Rule | None:
    """A rule by its code or its name, in any case; a code may have the guide's own behind it."""
    wanted = code.strip().lower()
    family = wanted.partition("-")[0]
    return next((r for r in all_rules() if r.code.lower() == family or r.name == wanted), None)
