"""A headless Chromium for the tests of interactive pages, driven by Debian's chromium-driver."""

import shutil

import pytest

webdriver = pytest.importorskip("selenium.webdriver", reason="needs python3-selenium, see setup.sh --tests")
from selenium.webdriver.chrome.service import Service  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         "--disable-extensions", "--disable-background-networking", "--disable-component-update")


def start(downloads):
    """A browser that saves into a folder; skips the test where none is installed."""
    if not CHROMIUM or not DRIVER:
        pytest.skip("needs chromium and chromium-driver, see setup.sh --tests")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option("prefs", {"profile.default_content_setting_values.automatic_downloads": 1})
    browser = webdriver.Chrome(service=Service(DRIVER), options=options)
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
    browser.set_script_timeout(60)
    return browser


def resize(browser, width, height):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
