"""One browser for all tests of web pages: Debian's Chromium, driven as a person would use it."""

import base64
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from ..reference.reference_board import missing

AXE_VARIABLE = "KIBAKO_AXE"
"""Names the file ``axe.min.js`` of the npm package ``axe-core``; ``.ci/run`` sets it."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LIMIT_S = 30


class Browser:
    """What the tests do with a browser."""

    def __init__(self, driver: webdriver.Chrome, axe: str) -> None:
        self.driver = driver
        self._axe = axe

    def open(
        self,
        address: str,
        *,
        width: int = 1200,
        dark: bool = False,
        scripts: bool = True,
    ) -> None:
        """Open a page on a screen of some width, with nothing remembered."""
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self._cdp("Emulation.setEmulatedMedia", media="", features=features)
        self._cdp("Emulation.setScriptExecutionDisabled", value=not scripts)
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._cdp("Emulation.setDeviceMetricsOverride", **size)
        self.driver.get(address)
        assert self.driver.title

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script in the page and return what it returns."""
        return self.driver.execute_script(script, *arguments)

    def texts(self, selector: str) -> list[str]:
        """Return the visible words of all elements of a kind that can be seen."""
        found = self.driver.find_elements("css selector", selector)
        return [each.text for each in found if each.is_displayed()]

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, selector: str) -> None:
        """Press Tab until an element has the focus, as who has no mouse would."""
        for _ in range(60):
            self.press(Keys.TAB)
            if self.run("return document.activeElement.matches(arguments[0])", selector):
                return
        pytest.fail(f"Tab does not reach {selector}")

    def until(self, true: Callable[[webdriver.Chrome], object]) -> None:
        """Wait until something holds, whatever page is being loaded meanwhile."""
        waiting = WebDriverWait(
            self.driver, LIMIT_S, 0.05, ignored_exceptions=[StaleElementReferenceException]
        )
        waiting.until(true)

    def violations(self) -> list[str]:
        """Return what axe-core finds wrong with the page, each with its place."""
        if not self.run("return 'axe' in window"):
            self.run(self._axe)
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run().then((result) => done(result.violations), (error) => done([String(error)]));"
        )
        return [
            f"{each['id']}: {node['target']} {node['failureSummary']}"
            for each in found
            for node in each["nodes"]
        ]

    def pdf(self) -> bytes:
        """Print the page as its own style wants it."""
        printed = self._cdp("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(printed["data"])

    def complaints(self) -> list[str]:
        """Return what the browser's console complained about since the last time."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def _cdp(self, name: str, **fields: object) -> dict[str, Any]:
        return self.driver.execute_cdp_cmd(name, fields)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return the browser."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    axe = Path(os.environ.get(AXE_VARIABLE, ""))
    if chromium is None or chromedriver is None:
        missing("tests of web pages need the Debian packages chromium and chromium-driver")
    if not axe.is_file():
        missing(f"tests of web pages need axe.min.js of the npm package axe-core in {AXE_VARIABLE}")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    try:
        driver.set_page_load_timeout(LIMIT_S)
        driver.set_script_timeout(LIMIT_S)
        yield Browser(driver, axe.read_text(encoding="utf-8"))
    finally:
        driver.quit()
