"""Looking for a pack by what a child may type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.lessons.catalogue import read_catalogue
from kibako.workbench.searching import find, folded, words_of
from kibako.workbench.view import PackView

PACKS = tuple(
    PackView(pack.id, pack.title.ja, 1, 0, 1, words=words_of(pack))
    for pack in read_catalogue().packs
)


@pytest.mark.parametrize(
    ("typed", "pack_id"),
    [
        ("first-light", "first-light"),
        ("FIRST LIGHT", "first-light"),
        ("ｆｉｒｓｔ　ひかり", "first-light"),
        ("ヒカリ", "first-light"),
        ("光", "first-light"),
        ("heart", "first-light"),
        ("しょうてんがい", "shop-rally"),
        ("商店街", "shop-rally"),
        ("ﾋﾞｰｽﾞ", "bead-lamp"),
        ("maze", "sound-maze"),
    ],
)
def test_a_pack_is_found_by_any_of_its_words_in_any_letters(typed: str, pack_id: str) -> None:
    assert pack_id in [pack.id for pack in find(PACKS, typed)]


def test_every_word_must_be_there_and_no_word_finds_all() -> None:
    assert len(find(PACKS, "")) == len(find(PACKS, " 　")) == len(PACKS) >= 10
    assert find(PACKS, "heart zebra") == ()
    assert 0 < len(find(PACKS, "おと")) < len(PACKS)


@given(st.text(max_size=200))
def test_anything_may_be_typed(typed: str) -> None:
    assert set(find(PACKS, typed)) <= set(PACKS)
    assert folded(folded(typed)).split() == folded(folded(folded(typed))).split()
