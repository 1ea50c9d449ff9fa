"""The score of a match: what rules promise holds for any notes in any order."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.resources import data_root
from kibako.robocon.contest import Contest
from kibako.robocon.contest_lint import lint_contest
from kibako.robocon.score import Note, Score, Tally, rank_key, score


def contest(name: str) -> Contest:
    found = lint_contest(data_root() / "hardware" / "contests" / name).contest
    assert found is not None
    return found


CRAB, STREET, HILL = contest("crab-bay"), contest("arcade-delivery"), contest("green-hill")


def notes(rules: Contest) -> st.SearchStrategy[list[Note]]:
    """Any notes of a match, wrong ones too."""
    keys = [each.id for each in (*rules.events, *rules.penalties)]
    return st.lists(
        st.builds(
            Note,
            kind=st.sampled_from(["event", "event", "event", "penalty", "retry", "finish", "undo"]),
            side=st.sampled_from([*(start.id for start in rules.starts), "nobody"]),
            time_s=st.sampled_from([0.0, 1.0, 60.5, float(rules.match_s), 9999.0, float("nan")]),
            key=st.sampled_from([*keys, "nothing"]),
        ),
        max_size=30,
    )


EVERY = st.sampled_from([CRAB, STREET, HILL]).flatmap(
    lambda rules: notes(rules).map(lambda log: (rules, log))
)


def did(*keys: str, side: str = "west", at_s: float = 0) -> list[Note]:
    return [Note("event", side, at_s + number, key) for number, key in enumerate(keys)]


def total(log: list[Note], side: str = "west", rules: Contest = CRAB) -> int:
    return score(rules, log).sides[side].total


@given(EVERY)
def test_caps_and_once_only_hold(match: tuple[Contest, list[Note]]) -> None:
    rules, log = match
    found = score(rules, log)
    for tally in found.sides.values():
        for event, line in zip(rules.events, tally.events, strict=True):
            assert 0 <= line.times <= event.times_max
            assert line.points <= (event.points_max or event.points * event.times_max)
        for penalty, line in zip(rules.penalties, tally.penalties, strict=True):
            assert line.times <= penalty.times_max
        assert 0 <= tally.total <= (rules.points_max or 10_000)
        assert tally.retries <= rules.retry.times_max
    for event in rules.events:
        if event.first_only:
            held = [
                line.times
                for each in found.sides.values()
                for line in each.events
                if line.key == event.id
            ]
            assert sum(times > 0 for times in held) <= 1


@given(EVERY, st.integers(0, 10))
def test_an_undo_is_exact(match: tuple[Contest, list[Note]], which: int) -> None:
    rules, log = match
    side = rules.starts[which % len(rules.starts)].id
    for extra in (
        Note("event", side, 5.0, rules.events[which % len(rules.events)].id),
        Note("penalty", side, 5.0, rules.penalties[0].id),
        Note("retry", side, 5.0),
        Note("finish", side, 5.0),
    ):
        again = score(rules, [*log, extra, Note("undo", side, 6.0)])
        assert again == score(rules, log)


@given(EVERY)
def test_notes_of_one_side_alone_change_the_other_only_by_who_was_first(
    match: tuple[Contest, list[Note]],
) -> None:
    rules, log = match
    side = rules.starts[0].id
    firsts = {event.id for event in rules.events if event.first_only}
    plain = [note for note in log if note.key not in firsts]
    alone = [note for note in plain if note.side == side]
    assert score(rules, alone).sides[side] == score(rules, plain).sides[side]


@given(EVERY)
def test_the_same_notes_give_the_same_score(match: tuple[Contest, list[Note]]) -> None:
    rules, log = match
    assert score(rules, log) == score(rules, list(log))
    assert len(score(rules, log).refused) <= len(log)


def test_events_count_in_their_order_only() -> None:
    steps = ("out", "wave", "landed", "home")
    assert total(did(*steps)) == 5
    for order in itertools.permutations(steps):
        if order != steps:
            found = score(CRAB, did(*order))
            assert found.sides["west"].total < 5
            assert "too_early" in found.refused.values()


def test_the_crab_match_of_the_rule_book() -> None:
    log = did("out", "wave", "landed", "egg-placed", "home", "walks")
    log += did("stone-brought", "stone-brought", "stone-brought", "stone-brought", at_s=20)
    log += did("pearl-brought", at_s=30) + did("goal-called", at_s=40)
    assert total(log) == 1 + 1 + 1 + 1 + 2 + 2 + 3 + 1 + 1
    retried = [*log, Note("retry", "west", 50.0)]
    assert total(retried) == 3  # the pearl stays, and the legs
    assert score(CRAB, retried).sides["west"].last_points_s == 30.0
    assert total([*log, Note("penalty", "west", 60.0, "remote")]) == 0
    late = [*log, Note("finish", "west", 50.0), *did("pearl-brought", at_s=55)]
    assert score(CRAB, late).refused == {9: "full", len(late) - 1: "finished"}


def test_only_the_first_side_gets_what_is_for_the_first() -> None:
    way = ("out", "wave", "landed", "home", "goal-called")
    log = [*did(*way, side="east"), *did(*way, at_s=10)]
    assert total(log, "east") == 6
    assert total(log, "west") == 5
    taken_back = [*did(*way, side="east"), Note("undo", "east", 9.0), *did(*way, at_s=10)]
    assert total(taken_back, "west") == 6


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (Note("event", "north", 1.0, "out"), "unknown_side"),
        (Note("event", "west", 1.0, "flew"), "unknown_key"),
        (Note("penalty", "west", 1.0, "flew"), "unknown_key"),
        (Note("event", "west", 181.0, "out"), "over"),
        (Note("event", "west", -1.0, "out"), "no_time"),
        (Note("undo", "west", 1.0), "nothing_to_undo"),
    ],
)
def test_what_cannot_be_says_why(note: Note, why: str) -> None:
    assert score(CRAB, [note]).refused == {0: why}


def test_retries_cost_what_the_rules_say() -> None:
    start = did("off", "crossed", side="van")
    log = [*start, Note("retry", "van", 9.0), *did("off", "bread-there", side="van", at_s=10)]
    assert total(log, "van", STREET) == 1 + 5 - 1
    log += [Note("retry", "van", 20.0 + number) for number in range(3)]
    assert score(STREET, log).refused == {len(log) - 1: "no_retry"}


def test_ties_are_broken_in_the_order_of_the_rules() -> None:
    def key(*log: Note) -> tuple[float, ...]:
        found: Score = score(CRAB, log)
        tallies: list[Tally] = [found.sides["west"]]
        return rank_key(CRAB, tallies)

    pearl, stone = did("pearl-brought", at_s=9), did("stone-brought", at_s=9)
    sooner = did("stone-brought", at_s=5)
    foul = [*did("stone-brought", "stone-brought"), Note("penalty", "west", 7.0, "touched")]
    assert key(*pearl) > key(*sooner) > key(*stone) > key(*foul)
    assert key(*stone) == key(*stone)
