"""The site in a real browser: its axes of use, its filters, its paper, and packs that mean harm."""

import re
from pathlib import Path

import pytest
from kibako.lessons.site.gathering import gather
from kibako.lessons.site.making import make_site
from kibako.lessons.site.writing import write_site
from selenium.webdriver.common.keys import Keys

from .conftest import Browser
from .samples import evil, plain, whole

pytestmark = pytest.mark.xdist_group("browser")
A4_POINTS = (595, 842)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a site in a folder, as on a USB stick."""
    base = tmp_path_factory.mktemp("site")
    packs = [make(base / "packs") for make in (plain, whole, evil)]
    write_site(
        base / "out",
        make_site(packs, {pack.id: (f"{pack.id}.kibakopack", b"zip") for pack in packs}, ""),
    )
    return (base / "out").as_uri()


@pytest.mark.parametrize("page", ["index.html", "index.en.html"])
@pytest.mark.parametrize(("width", "dark"), [(1200, False), (360, True)])
def test_the_list_has_no_barrier(
    browser: Browser, site: str, page: str, width: int, dark: bool
) -> None:
    browser.open(f"{site}/{page}", width=width, dark=dark)
    assert browser.violations() == []
    assert browser.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("width", "dark"), [(1200, True), (360, False)])
def test_the_page_of_a_pack_has_no_barrier(
    browser: Browser, site: str, lang: str, width: int, dark: bool
) -> None:
    browser.open(f"{site}/packs/melody/{lang}.html", width=width, dark=dark)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    assert browser.violations() == []
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_the_settings_have_no_barrier_and_stay(browser: Browser, site: str) -> None:
    browser.open(f"{site}/packs/melody/ja.html", width=360)
    browser.tab_to(".settings summary")
    browser.press(Keys.ENTER)
    for name, presses in (("reading", 2), ("theme", 3), ("size", 2)):
        browser.tab_to(f"#{name}")
        browser.press(*[Keys.ARROW_DOWN] * presses)
    chosen = "return [...document.querySelectorAll('.settings select')].map((each) => each.value)"
    assert browser.run(chosen) == ["kana", "contrast", "larger"]
    assert browser.texts(".lead")[0].split() == ["まつりの", "おとを", "つくります。"]
    assert browser.run("return getComputedStyle(document.documentElement).fontSize") == "25.6px"
    assert browser.violations() == []
    assert browser.run("return document.documentElement.scrollWidth") <= 360
    browser.driver.refresh()
    assert browser.run(chosen) == ["kana", "contrast", "larger"]
    browser.run("localStorage.clear()")


def test_the_filters_are_worked_by_keys_alone(browser: Browser, site: str) -> None:
    browser.open(f"{site}/index.en.html")
    assert len(browser.texts(".card")) == 3
    browser.tab_to("#search")
    browser.press("Festival ｂｅｌｌ")
    assert [each.split("\n")[0] for each in browser.texts(".card")] == ["Festival Bell"]
    assert browser.texts("[role=status]") == ["1 of 3 packs."]
    browser.press(Keys.TAB, "Primary school 1")
    assert browser.texts(".card") == []
    assert len(browser.texts("#none")) == 1
    browser.tab_to("button[type=reset]")
    browser.press(Keys.ENTER)
    assert browser.texts("[role=status]") == ["3 of 3 packs."]
    browser.tab_to(".card a")
    browser.press(Keys.ENTER)
    browser.until(lambda driver: driver.title.startswith("First Light"))


def test_a_word_in_kana_finds_what_is_written_in_kanji(browser: Browser, site: str) -> None:
    browser.open(f"{site}/index.html")
    browser.tab_to("#search")
    browser.press("マツリ")
    assert [each.split("\n")[0] for each in browser.texts(".card")] == ["おはやし ベル"]


def test_everything_is_there_without_scripts(browser: Browser, site: str) -> None:
    browser.open(f"{site}/index.html", scripts=False)
    assert len(browser.texts(".card")) == 3
    assert browser.texts("input, select, button") == []
    browser.driver.find_element("link text", "おはやし ベル").click()
    headings = browser.texts("h2")
    assert len(headings) == 6
    browser.driver.find_element("css selector", ".top nav a").click()
    assert "Wiring" in browser.texts("h2")


def test_a_pack_that_means_harm_is_only_text(browser: Browser, site: str) -> None:
    browser.complaints()
    for page in ("index.html", "packs/evil/ja.html", "packs/evil/en.html"):
        browser.open(f"{site}/{page}")
        assert (
            "owned" not in browser.driver.title.split("onerror")[0]
            or "<script>" in browser.driver.title
        )
        assert browser.run("return document.scripts.length") == 1
        assert browser.run("return document.querySelectorAll('[onerror], [onload], b').length") == 0
    assert browser.complaints() == []


def test_the_packs_of_kibako_fit_on_a_narrow_screen(browser: Browser, tmp_path: Path) -> None:
    gathered = gather([Path(__file__).parents[2] / "lessons"])
    assert gathered.broken == ()
    write_site(tmp_path / "out", make_site(gathered.packs, gathered.files, ""))
    browser.complaints()
    for facts in gathered.packs:
        browser.open((tmp_path / "out" / "packs" / facts.id / "ja.html").as_uri(), width=360)
        assert browser.run("return document.documentElement.scrollWidth") <= 360, facts.id
        assert browser.texts(".no-picture") == []
    assert browser.complaints() == []


def test_a_page_prints_on_a4(browser: Browser, site: str) -> None:
    browser.open(f"{site}/packs/melody/ja.html", dark=True)
    printed = browser.pdf()
    sizes = {
        tuple(round(float(each)) for each in box.split())
        for box in re.findall(rb"/MediaBox \[0 0 ([\d. ]+)\]", printed)
    }
    assert sizes == {A4_POINTS}
    pages = len(re.findall(rb"/Type /Page\b", printed))
    # The parts and the wiring, the mentor's guide, the steps: each begins a sheet of its own.
    assert 4 <= pages <= 7
