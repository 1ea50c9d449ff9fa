"""Inputs describe themselves, hold values in bounds, and tell each change once."""

import pytest
from kibako.errors import UsageError
from kibako.virtual.inputs import Inputs


@pytest.fixture
def told():
    return []


@pytest.fixture
def inputs(told):
    made = Inputs()
    made.tell = lambda source, what, value: told.append((source, what, value))
    return made


def test_a_number_is_held_between_its_bounds_and_told_when_it_changes(inputs, told):
    taken = []
    inputs.add("soil.moisture_percent", "%", (0, 100), 40, taken.append)
    for value in (55, 55.0, 250, float("inf")):
        inputs.set("soil.moisture_percent", value)
    assert taken == [40, 55, 100]
    assert told == [("soil", "moisture_percent", 55), ("soil", "moisture_percent", 100)]
    (found,) = inputs
    assert (found.unit, found.least, found.most, found.value) == ("%", 0, 100, 100)


def test_a_choice_happens_each_time(inputs, told):
    chosen = []
    inputs.add_choice("gesture", ("shake", "up"), chosen.append)
    inputs.set("gesture", "shake")
    inputs.set("gesture", "shake")
    assert chosen == ["shake", "shake"]
    assert told == [("room", "gesture", "shake")] * 2


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("gesture", "jump", "world_no_choice"),
        ("gesture", 3, "world_no_choice"),
        ("warmth_c", "warm", "world_no_number"),
        ("warmth_c", float("nan"), "world_no_number"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_words(inputs, told, name, value, code):
    inputs.add_choice("gesture", ("shake", "up"), lambda word: None)
    inputs.add("warmth_c", "°C", (-40, 125), 21)
    with pytest.raises(UsageError) as caught:
        inputs.set(name, value)
    assert caught.value.code == code
    assert told == []
