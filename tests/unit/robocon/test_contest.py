"""The rules of contests: those that ship are whole, and each contradiction is said in words."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako import strings
from kibako.resources import data_root
from kibako.robocon.contest import FILE
from kibako.robocon.contest_lint import Linted, lint_bytes, lint_contest
from kibako.robocon.contest_schema import FILE as SCHEMA_FILE
from kibako.robocon.contest_schema import contest_schema

CONTESTS = data_root() / "hardware" / "contests"
CRAB = (CONTESTS / "crab-bay" / FILE).read_text(encoding="utf-8")


def changed(old: str, new: str) -> Linted:
    """Lint the crab contest with one thing changed."""
    assert old in CRAB
    return lint_bytes(CRAB.replace(old, new, 1).encode(), "crab-bay")


@pytest.mark.parametrize("folder", sorted(CONTESTS.iterdir()), ids=lambda path: path.name)
def test_contests_that_ship_are_clean(folder: Path) -> None:
    assert lint_contest(folder).remarks == ()


def test_the_schema_for_editors_is_what_reads_the_file() -> None:
    assert (data_root() / SCHEMA_FILE).read_bytes() == contest_schema()


CONTRADICTIONS = {
    "schema": ("schema = 1", "schema = 2"),
    "folder": ('id = "crab-bay"', 'id = "crab-bai"'),
    "bad_id": ('id = "pearl"', 'id = "../pearl"'),
    "id_twice": ('id = "egg"', 'id = "island"'),
    "no_words": ('en = "crab egg"', 'en = " "'),
    "odd_words": ('en = "crab egg"', f'en = "{"egg " * 200}"'),
    "no_reading": ('ja = "かにの たまご"', 'ja = "卵"'),
    "outside": ("x_mm = 50", "x_mm = -50"),
    "corners": ("[[500, 100], [500, 1100]]", "[[500, 100]]"),
    "no_pair": ("[[500, 100], [500, 1100]]", "[[500], [500, 1100]]"),
    "point_outside": ("[[500, 100], [500, 1100]]", "[[500, 100], [500, 1300]]"),
    "start_in_wall": ("[[900, 0], [900, 250]]", "[[0, 600], [200, 600]]"),
    "starts_meet": ("x_mm = 1450", "x_mm = 100"),
    "no_place": ("[[420, 600], [1380, 600]]", "[]"),
    "object_outside": ("[[420, 600], [1380, 600]]", "[[420, 600], [1795, 600]]"),
    "object_in_wall": ("[[420, 600], [1380, 600]]", "[[420, 600], [905, 100]]"),
    "objects_meet": ("[[420, 600], [1380, 600]]", "[[420, 600], [430, 610]]"),
    "robot_unknown": ('"maqueen"', '"macqueen"'),
    "robot_large": ("length_max_mm = 250", "length_max_mm = 80"),
    "start_small": ("height_mm = 300", "height_mm = 60"),
    "side_unknown": ('side = "west"', 'side = "nest"'),
    "no_zone": ('zones = ["west-sea", "east-sea"]', ""),
    "zone_unknown": ('zones = ["west-sea", "east-sea"]', 'zones = ["see"]'),
    "two_zones": ('zones = ["west-sea", "east-sea"]', 'zones = ["island", "east-sea"]'),
    "side_left_out": ('zones = ["west-sea", "east-sea"]', 'zones = ["west-sea"]'),
    "no_object": ('object = "egg"', ""),
    "object_idle": ('kind = "leave"', 'kind = "leave"\nobject = "egg"'),
    "object_unknown": ('object = "egg"', 'object = "eggs"'),
    "object_fixed": ("mass_g = 20", "fixed = true"),
    "few_objects": ('object = "egg"', 'object = "egg"\ntimes_max = 3'),
    "points_max_event": ('after = ["landed"]', 'after = ["landed"]\npoints_max = 1'),
    "points_max_all": ("heats = 2", "heats = 2\npoints_max = 1"),
    "cap_idle": ("times_max = 3", "times_max = 3\npoints_max = 9"),
    "kept_idle": ('["points", "robot"]', '["robot"]'),
    "after_unknown": ('after = ["out"]', 'after = ["owt"]'),
    "after_itself": ('after = ["out"]', 'after = ["landed"]'),
    "swap_once": ("heats = 2", "heats = 1"),
    "radio": ("volts_max = 9", "volts_max = 9\nradio_off = false"),
    "retry_never": ('["points", "robot"]', '["points"]\ntimes_max = 0\npoints = -1'),
    "tie_twice": ('by = "earlier_last_points"', 'by = "fewer_penalties"'),
    "tie_event": ('event = "pearl-brought"', 'event = "pearl"'),
    "tie_idle": ('by = "earlier_last_points"', 'by = "earlier_finish"\nevent = "out"'),
    "tie_never": (
        '["points", "robot"]\n\n[[tie_breaks]]',
        '[]\ntimes_max = 0\n\n[[tie_breaks]]\nby = "fewer_retries"\n\n[[tie_breaks]]',
    ),
}


@pytest.mark.parametrize("rule", CONTRADICTIONS)
def test_each_contradiction_is_said_with_its_line(rule: str) -> None:
    with strings.speaking("en"):
        linted = changed(*CONTRADICTIONS[rule])
    found = [each for each in linted.remarks if each.rule == rule]
    assert found, [(each.rule, each.sentence) for each in linted.remarks]
    assert all(1 <= each.line <= CRAB.count("\n") + 5 for each in found)
    assert all("{" not in each.sentence for each in found)


def test_the_rules_about_one_side() -> None:
    street = (CONTESTS / "arcade-delivery" / FILE).read_text(encoding="utf-8")
    street = street.replace("heats = 2", "heats = 2\nswap_sides = true")
    street = street.replace('id = "off"', 'id = "off"\nfirst_only = true')
    linted = lint_bytes(street.encode(), "arcade-delivery")
    assert {each.rule for each in linted.remarks} == {"swap_alone", "first_alone"}


def test_every_rule_of_the_catalogue_is_tried() -> None:
    text = (Path(strings.__file__).parent / "messages" / "robocon.en.toml").read_text("utf-8")
    rules = set(tomllib.loads(text)["contest_problem"])
    by_itself = {"swap_alone", "first_alone", "sides", "no_events", "many"}
    assert rules - by_itself == set(CONTRADICTIONS)


def test_too_little_and_too_much() -> None:
    head = CRAB.split("[[starts]]")[0].replace("heats = 2", "heats = 2\nevents = []\nstarts = []")
    head = head.replace('"maqueen"', ", ".join(['"maqueen"'] * 65))
    linted = lint_bytes(head.encode(), "crab-bay")
    # All that follows from it is not said before it is mended.
    assert {each.rule for each in linted.remarks} == {"sides", "no_events", "many"}
    many = ", ".join(f"[{50 + 50 * (at % 34)}, {50 + 60 * (at // 34)}]" for at in range(102))
    linted = changed("[[420, 600], [1380, 600]]", f"[{many}]")
    assert "many" in {each.rule for each in linted.remarks}


def test_a_wrong_key_names_the_nearest_and_all_mistakes_come_at_once() -> None:
    broken = CRAB.replace("heats = 2", "heat = 2").replace("mass_g = 20", "mass_g = nan")
    broken = broken.replace(
        '{ ja = "西《にし》の 港《みなと》", en = "west harbour" }', '{ en = "w" }'
    )
    with strings.speaking("en"):
        linted = lint_bytes(broken.encode(), "crab-bay")
    assert linted.contest is None
    said = "\n".join(each.sentence for each in linted.remarks)
    assert 'did you mean "heats"?' in said
    assert 'objects[1].mass_g" is nan' in said
    assert '"starts[1].name.ja" is missing' in said
    assert [each.line > 0 for each in linted.remarks] == [True] * 3


def test_both_languages_tell_what_to_do() -> None:
    for lang, word in (("ja", "ください"), ("en", ";")):
        with strings.speaking(lang):
            said = changed(*CONTRADICTIONS["two_zones"]).remarks[0].sentence
        assert word in said


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(raw: bytes) -> None:
    assert lint_bytes(raw, "x").errors


@given(st.integers(0, CRAB.count("\n")), st.integers(1, 6))
def test_rules_with_lines_left_out_are_answered(start: int, count: int) -> None:
    lines = CRAB.split("\n")
    linted = lint_bytes("\n".join(lines[:start] + lines[start + count :]).encode(), "crab-bay")
    assert all(re.match(r"\S", each.sentence) for each in linted.remarks)
