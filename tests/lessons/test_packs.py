"""Every bundled pack works: solutions pass, starters fail, wrong answers get their sentence."""

import pytest
from kibako import resources, strings
from kibako.lessons.catalogue import read_catalogue
from kibako.lessons.checks import CheckOutcome, run_check
from kibako.lessons.lint.linting import lint
from kibako.lessons.manifest import MANIFEST, family_of
from kibako.lessons.pack import Pack, Step
from kibako.lessons.readings import step_without_reading
from kibako.lessons.schema import FILE
from kibako_access import ruby

QUOTES = {ord("“"): '"', ord("”"): '"'}
LESSONS = resources.data_root() / "lessons"
PACKS = read_catalogue(LESSONS).packs
STEPS = [
    pytest.param(pack, step, id=f"{pack.id}/{step.id}") for pack in PACKS for step in pack.steps
]
ON_BOARDS = [
    pytest.param(pack, step, board, id=f"{pack.id}/{step.id}/{board}")
    for pack in PACKS
    for step in pack.steps
    for board in pack.manifest.boards
]
WRONG = [
    pytest.param(pack, step, board, wrong, id=f"{pack.id}/{step.id}/{board}/{wrong.name}")
    for pack in PACKS
    for step in pack.steps
    for board in pack.manifest.boards
    for wrong in step.wrong_for(family_of(board))
]


def check(pack: Pack, step: Step, board: str, code: str) -> CheckOutcome:
    outcome = run_check(pack, step, code, board=board)
    assert outcome is not None
    return outcome


def test_no_bundled_pack_is_broken():
    assert read_catalogue(LESSONS).broken == ()
    folders = [folder.name for folder in LESSONS.iterdir() if folder.is_dir()]
    assert sorted(pack.id for pack in PACKS) == sorted(folders)
    assert PACKS[0].id == "first-light", "a club begins with it"


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_the_lint_finds_nothing_to_mend(pack):
    assert [each for each in lint(pack.folder).remarks if each.level == "error"] == []
    first = (pack.folder / MANIFEST).read_text(encoding="utf-8").splitlines()[0]
    assert first == f"#:schema ../../{FILE}"


@pytest.mark.parametrize(("pack", "step", "board"), ON_BOARDS)
def test_the_solution_passes(pack, step, board):
    assert check(pack, step, board, step.solution_for(family_of(board))).passed


@pytest.mark.parametrize(("pack", "step", "board"), ON_BOARDS)
def test_the_untouched_starter_runs_and_does_not_pass(pack, step, board):
    outcome = check(pack, step, board, step.starter_for(family_of(board)))
    assert not outcome.passed
    assert not outcome.finding.startswith("check_error")


@pytest.mark.parametrize(("pack", "step"), STEPS)
def test_there_are_three_wrong_answers_at_least(pack, step):
    assert len(step.wrong) >= 3
    assert len({wrong.code for wrong in step.wrong}) == len(step.wrong)


@pytest.mark.parametrize(("pack", "step", "board", "wrong"), WRONG)
def test_a_wrong_answer_gets_the_right_sentence_in_both_languages(pack, step, board, wrong):
    outcome = check(pack, step, board, wrong.code)
    assert outcome.finding == wrong.says
    for lang in strings.LANGUAGES:
        seen, expected = outcome.found.seen(lang), outcome.found.expected(lang)
        for sentence in (seen, expected):
            assert sentence
            assert not {"{", "}"} & set(sentence)
            if lang == "ja":
                assert ruby.without_reading(sentence) == ()
                assert sentence.endswith("。")
            else:
                assert sentence.translate(QUOTES).isascii()
                assert sentence[0].isupper()
        assert seen != expected


@pytest.mark.parametrize(("pack", "step"), STEPS)
def test_a_check_says_the_same_twice(pack, step):
    board = pack.manifest.boards[-1]
    wrong = step.wrong_for(family_of(board))[0]
    assert check(pack, step, board, wrong.code) == check(pack, step, board, wrong.code)


@pytest.mark.parametrize(("pack", "step"), STEPS)
def test_every_kanji_of_the_text_has_a_reading(pack, step):
    text = step.text["ja"] + step.title.ja + pack.title.ja
    assert step_without_reading(pack, pack.steps.index(step)) == ()
    for mode in ("normal", "furigana", "kana"):
        shown = ruby.render(text, mode)
        assert "《" not in shown
        assert "｜" not in shown


@pytest.mark.parametrize(("pack", "step"), STEPS)
def test_both_languages_show_the_same_code(pack, step):
    ja, en = (step.text[lang].split("```python\n")[1:] for lang in ("ja", "en"))
    assert [part.split("```")[0] for part in ja] == [part.split("```")[0] for part in en]
    assert ja
