"""One rule a file; the folder is the stage in which it runs."""

from scrubber.rules.definition import Rule, Stage
from scrubber.rules.registry import all_rules, rule_by_code

__all__ = ["Rule", "Stage", "all_rules", "rule_by_code"]
