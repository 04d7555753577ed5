"""The tables of loops and segments say what pyx12's map of the guide says."""

from functools import cache
from typing import Any, NamedTuple

import pytest
from pyx12.map_if import load_map_file
from pyx12.params import ParamsBase

from scrubber.loops import LEVELS, LOOPS, ROOT, SEGMENTS
from scrubber.loops.qualifiers import _NAMES

WRAPPERS = {"HEADER", "DETAIL", "FOOTER"}
CODE_ELEMENTS = {"HL": 3, "NM1": 1}


class GuideLoop(NamedTuple):
    """A loop of the map: its first segment with its codes, its segments and loops in order."""

    opened_by: str
    codes: frozenset[str]
    segments: tuple[str, ...]
    loops: tuple[str, ...]


@cache
def guide() -> Any:
    return load_map_file("837.5010.X222.A1.xml", ParamsBase())


def children(node: Any) -> list[Any]:
    """What stands in a loop, through the map's own wrappers."""
    found = [child for position in sorted(node.pos_map) for child in node.pos_map[position]]
    return [
        inner for child in found for inner in (children(child) if child.id in WRAPPERS else [child])
    ]


def guide_loops() -> dict[str, GuideLoop]:
    found = {}
    for node in guide().loop_segment_iterator():
        if not node.is_loop() or not (node.id[0].isdigit() or node.id == "ST_LOOP"):
            continue
        inside = children(node)
        segments = [child for child in inside if child.is_segment()]
        first = segments[0]
        at = CODE_ELEMENTS.get(first.id)
        codes = frozenset(first.children[at - 1].valid_codes) if at else frozenset()
        found[ROOT if node.id == "ST_LOOP" else node.id] = GuideLoop(
            first.id,
            codes,
            tuple(dict.fromkeys(segment.id for segment in segments)),
            tuple(child.id for child in inside if child.is_loop()),
        )
    return found


def test_all_loops_are_there() -> None:
    assert set(LOOPS) == set(guide_loops())


@pytest.mark.parametrize("loop", LOOPS.values(), ids=lambda loop: loop.id)
def test_a_loop_is_that_of_the_guide(loop: Any) -> None:
    of_guide = guide_loops()[loop.id]
    assert (loop.opened_by, loop.codes) == (of_guide.opened_by, of_guide.codes)
    assert loop.segments == of_guide.segments
    assert loop.loops == of_guide.loops


@pytest.mark.parametrize("loop", LOOPS.values(), ids=lambda loop: loop.id)
def test_stages_follow_the_guide(loop: Any) -> None:
    stages = [LOOPS[inner].stage for inner in guide_loops()[loop.id].loops]
    assert stages == sorted(stages)


def test_levels_are_the_loops_that_hl_opens() -> None:
    assert [loop.id for loop in LOOPS.values() if loop.opened_by == "HL"] == list(LEVELS)


def guide_forms() -> dict[str, tuple[int, dict[int, int]]]:
    """How many elements each segment has, and how many components its composites have."""
    forms: dict[str, tuple[int, dict[int, int]]] = {}
    for node in guide().loop_segment_iterator():
        if not node.is_segment():
            continue
        elements, composites = forms.get(node.id, (0, {}))
        for child in node.children:
            elements = max(elements, child.seq)
            # The map leaves some composites that the guide does not use without components.
            if child.is_composite() and child.children:
                composites[child.seq] = max(composites.get(child.seq, 0), len(child.children))
        forms[node.id] = elements, composites
    return forms


def test_segments_have_the_form_of_the_guide() -> None:
    assert {id_: (form.elements, form.composites) for id_, form in SEGMENTS.items()} == (
        guide_forms()
    )


def test_all_segments_of_the_loops_have_a_form() -> None:
    assert {id_ for loop in LOOPS.values() for id_ in loop.segments} <= set(SEGMENTS)


def test_each_qualifier_of_the_guide_has_a_name() -> None:
    known: dict[str, set[str]] = {}
    for node in guide().loop_segment_iterator():
        if node.is_segment() and node.id in _NAMES:
            known.setdefault(node.id, set()).update(node.children[0].valid_codes)
    assert {id_: set(names) for id_, names in _NAMES.items()} == known
