"""map.html in a browser: what is seen, clicked, typed, linked to and downloaded. One browser for all."""

import csv
import re
import xml.etree.ElementTree as ElementTree

import browser as chromium
import pytest
import sample_map
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from plots import labels
from plots.map import library, page

pytestmark = [pytest.mark.xdist_group("browser"),
              pytest.mark.skipif(not library.D3.is_file(), reason="node-d3 is not installed")]


class Opened:
    """The page, and what the tests ask of it."""

    def __init__(self, folder, map_):
        self.folder, self.map = folder, map_
        self.browser = chromium.start(folder)
        self.address = page.write(page.read(folder)).as_uri()

    def at(self, fragment="", width=1400, height=950):
        chromium.resize(self.browser, width, height)
        self.browser.get("about:blank")
        self.browser.get(f"{self.address}#{fragment}")
        self.until(lambda: self.run("return document.documentElement.dataset.drawn") == "yes")
        return self

    def until(self, condition):
        return WebDriverWait(self.browser, 60, 0.02).until(lambda _: condition())

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def texts(self, selector):
        return self.run("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.trim())", selector)

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def press(self, *keys):
        ActionChains(self.browser).send_keys(*keys).perform()

    def focused(self, name):
        return self.run("return document.activeElement.getAttribute(arguments[0])", name) or ""

    def downloaded(self, name, button):
        self.run("arguments[0].click()", self.find(button))
        self.until((self.folder / name).is_file)
        self.until(lambda: (self.folder / name).stat().st_size > 0)
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    it = Opened(folder, sample_map.write(folder))
    yield it
    it.browser.quit()


def cells_of(opened, cores):
    return [cell for cell in opened.map["cells"] if cell["cores"] == cores]


def test_it_draws_without_errors_and_without_the_network(opened):
    opened.at("strategy=reuseport&of=kept")
    assert opened.browser.get_log("browser") == []
    assert opened.run("return performance.getEntriesByType('resource').length") == 0
    assert opened.run("return window.hacked") is None
    assert sample_map.HOSTILE in opened.texts("h1")[0]


def test_cells_show_the_figures_of_the_map(opened):
    opened.at("cores=8")
    shown = dict(zip(opened.run("return [...document.querySelectorAll('.cell')].map(e => "
                                "e.__data__.strategy.name + ' ' + e.__data__.workload.name)"),
                     opened.texts(".cell .figure")))
    told = {f"{cell['strategy']} {cell['workload']}": cell["latency_p99"]["relative"] for cell in cells_of(opened, 8)}
    assert len(told) == 11
    assert shown == {"=cmd heavy": "–", **{name: labels.format_number(relative) for name, relative in told.items()}}


def test_a_load_that_is_never_reached_says_on_which_side(opened):
    opened.at("cores=2&metric=load&workload=kept")
    shown = dict(zip(opened.texts(".strategy .name"), opened.texts(".cell .figure")))
    assert shown == {"threads-epoll": "> 0.9", "unpark-queue": "0.90", "reuseport": "0.70", "=cmd": "< 0.5"}
    assert list(shown) == ["threads-epoll", "unpark-queue", "reuseport", "=cmd"]


def test_a_click_opens_the_curves_of_a_cell_with_the_reports_figures(opened):
    opened.at("cores=2")
    opened.find('.cell[aria-label*="reuseport, Requests, kept"]').click()
    (cell,) = [cell for cell in cells_of(opened, 2) if (cell["strategy"], cell["workload"]) == ("reuseport", "kept")]
    p99 = {key: labels.format_seconds(cell["latency_p99"][key]) for key in ("seconds", "low", "high")}
    facts = dict(zip(opened.texts("#panel .facts dt"), opened.texts("#panel .facts dd")))
    assert facts["p99 latency"].startswith(f"{p99['seconds']} [{p99['low']} – {p99['high']}], ")
    assert facts["Tier"] == "3 or better, imbalance" and facts["Source"] == "simulated"
    assert opened.texts("#panel .latency .line-name") == ["p99.9", "p99", "p50", "best"]
    assert len(opened.texts("#panel .draws circle")) == 10 and len(opened.texts("#panel .use circle")) == 6
    assert opened.texts("#panel figure .title")[:3] == [
        "Latency against load: reuseport", "Utilization over time", "p99 over the draws"]
    assert "strategy=reuseport&of=kept" in opened.browser.current_url


def test_a_measured_cell_is_marked_and_says_both_figures(opened):
    opened.at("cores=2&strategy=threads-epoll&of=kept")
    assert opened.run("return [...document.querySelectorAll('.cell .mark')].filter(e => e.getAttribute('d')).length") == 1
    facts = dict(zip(opened.texts("#panel .facts dt"), opened.texts("#panel .facts dd")))
    assert facts["Measured as well"] == "p99 23.9 ms [22.3 ms – 25.8 ms] at load 0.7, 3 rounds"
    assert facts["… simulated"] == "p99 23.5 ms with the same requests: +1.7 %"
    assert (facts["… idle while queued"], facts["… requests/s"]) == ("1.2 %", "1,190 requests/s")
    assert "theory" in opened.texts("#panel .line-name")


def test_the_keyboard_alone_reaches_a_cell_and_opens_it(opened):
    opened.at("cores=2")
    for _ in range(40):
        opened.press(Keys.TAB)
        if "cell" in opened.focused("class").split():
            break
    first = opened.focused("aria-label")
    assert "[" in first and opened.texts("#tip strong") == ["threads-epoll, Requests, kept"]
    opened.press(Keys.ARROW_DOWN, Keys.ARROW_RIGHT)
    assert "unpark-queue, Requests, short" in opened.focused("aria-label")
    assert opened.run("return document.querySelectorAll('.grid-map [tabindex=\"0\"]').length") == 1
    opened.press(Keys.ENTER)
    assert opened.texts("#panel h2") == ["unpark-queue"]
    assert "unpark-queue" in opened.focused("aria-label")
    opened.press(Keys.ARROW_UP, Keys.ARROW_UP, Keys.ENTER)
    assert "sort=short" in opened.browser.current_url


def test_filters_leave_what_is_made_of_the_chosen_parts(opened):
    opened.at()
    opened.find("details.accept summary").click()
    opened.find('input[name="accept"][value="own-listener"]').click()
    assert sorted(opened.texts(".strategy .name")) == ["=cmd", "reuseport"]
    opened.run("document.querySelector('details.accept').open = false")
    opened.find("details.workload summary").click()
    opened.find('input[name="workload"][value="short"]').click()
    assert opened.texts(".column text") == ["Requests, short"]
    assert {"accept=own-listener", "workload=short"} <= set(re.split("[#&]", opened.browser.current_url))
    opened.run("document.querySelector('details.workload').open = false")
    opened.find(".reset").click()
    assert len(opened.texts(".cell")) == 12


def test_a_link_restores_what_was_looked_at_and_ignores_what_is_unknown(opened):
    opened.at("cores=8&metric=idle&placement=here&workload=kept&strategy=reuseport&of=kept&theme=dark&accept=no")
    assert opened.run("return [...document.querySelectorAll('.dial input:checked')].map(e => e.value)") == ["8", "idle"]
    assert opened.texts(".strategy .name") == ["reuseport", "=cmd"]
    assert opened.texts("#panel h2") == ["reuseport"]
    assert opened.run("return getComputedStyle(document.body).backgroundColor") == "rgb(18, 21, 26)"
    opened.find("#theme").click()
    assert "theme=light" in opened.browser.current_url
    assert opened.run("return getComputedStyle(document.body).backgroundColor") == "rgb(244, 245, 247)"


def test_every_figure_comes_as_svg_and_as_csv_with_the_maps_own_numbers(opened):
    opened.at("cores=8&strategy=reuseport&of=kept")
    rows = list(csv.DictReader(opened.downloaded("map-8-cores-p99.csv", ".map .CSV").splitlines()))
    told = {(cell["strategy"], cell["workload"]): cell for cell in cells_of(opened, 8)}
    assert len(rows) == len(told) == 11
    for row in rows:
        p99 = told[row["strategy"].lstrip("'"), row["workload"]]["latency_p99"]
        assert row["p99 seconds"] == repr(p99["seconds"])
        assert row["p99 low"] == ("" if p99["low"] is None else repr(p99["low"]))
    for name, figure in (("map-8-cores-p99", "map"), ("latency-reuseport-kept-8-cores", "latency"),
                         ("choices-8-cores", "explains")):
        root = ElementTree.fromstring(opened.downloaded(f"{name}.svg", f".{figure} .SVG"))
        assert root.tag == "{http://www.w3.org/2000/svg}svg" and len(list(root.iter())) > 30
    assert opened.texts("figure .CSV") == ["CSV"] * 6


def test_the_picture_of_few_cores_to_many_downloads_too(opened):
    opened.at("cores=8")
    rows = list(csv.DictReader(opened.downloaded("cores.csv", "#scaling .CSV").splitlines()))
    assert len(rows) == len(opened.map["cells"])
    for row, cell in zip(rows, opened.map["cells"]):
        borne = cell["load_at_ten_service_times"]
        assert row["load borne"] == ("" if borne["load"] is None else repr(borne["load"]))
        assert row["above"] == ("0.9" if borne.get("at_least") else "")
        assert row["below"] == ("0.5" if borne.get("at_most") else "")
    root = ElementTree.fromstring(opened.downloaded("cores.svg", "#scaling .SVG"))
    texts = ["".join(text.itertext()).strip() for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "load borne" in texts
    assert not any("var(" in (element.get("style") or "") for element in root.iter())


def test_the_pointer_on_a_cell_shows_its_figure_and_interval(opened):
    opened.at("cores=8")
    cell = opened.find(".map .cell")
    ActionChains(opened.browser).move_to_element(cell).perform()
    opened.until(lambda: opened.run("return !document.getElementById('tip').hidden"))
    assert re.search(r"\d [mµ]?s \[.+ – .+\]", " ".join(opened.texts("#tip dd")))


def test_utilization_over_time_tells_of_every_slice_by_pointer_keyboard_table_and_file(opened):
    opened.at("cores=8&strategy=reuseport&of=kept&theme=dark")
    (cell,) = [cell for cell in cells_of(opened, 8) if (cell["strategy"], cell["workload"]) == ("reuseport", "kept")]
    busy = cell["busy_over_time"]
    assert len(opened.texts("#panel .busy .slice")) == len(busy["median"])
    opened.run("document.querySelector('#panel .busy .slice').focus()")
    opened.press(Keys.ARROW_RIGHT)
    assert opened.texts("#tip strong") == ["25 ms to 50 ms"]
    assert opened.texts("#tip dd") == ["60 %", "20 %", "6.7 %"]
    assert opened.focused("aria-label") == ("25 ms to 50 ms. Busiest worker: 60 %. Median worker: 20 %. "
                                            "Least busy worker: 6.7 %")
    rows = list(csv.DictReader(opened.downloaded("busy-reuseport-kept-8-cores.csv", ".busy .CSV").splitlines()))
    assert [float(row["most busy"]) for row in rows] == busy["most"]
    root = ElementTree.fromstring(opened.downloaded("busy-reuseport-kept-8-cores.svg", ".busy .SVG"))
    band = [path for path in root.iter("{http://www.w3.org/2000/svg}path") if path.get("class") == "busy-band"]
    assert "opacity: 0.3" in band[0].get("style")


def test_names_of_lines_that_end_together_at_the_bottom_do_not_push_one_off_the_top(opened, tmp_path):
    made = sample_map.document()
    for cell in made["cells"]:
        cell["busy_over_time"].update(least=[0, 0], median=[0, 0], most=[1, 1])
    sample_map.write(tmp_path, cells=made["cells"])
    opened.browser.get(f"{page.write(page.read(tmp_path)).as_uri()}#strategy=reuseport&of=kept")
    opened.until(lambda: opened.run("return document.documentElement.dataset.drawn") == "yes")
    heights = opened.run("return [...document.querySelectorAll('#panel .busy .line-name')].map(e => +e.getAttribute('y'))")
    assert heights[0] == 0 and heights[1] - heights[0] > 13 and heights[2] - heights[1] == 13


def test_each_caveat_stands_beside_what_it_is_about_and_the_rest_is_folded_after_the_results(opened):
    opened.at("cores=8&strategy=reuseport&of=kept")
    assert opened.texts("#map-figure .caveat") == ["Of p99.", "Of the tiers."]
    assert opened.texts("#panel .latency .caveat") == ["Of curves."]
    assert opened.texts("#panel .draws-figure .caveat") == ["Of p99."]
    assert opened.texts("#choices .caveat") == ["Of choices."]
    assert opened.texts("#limits li") == [f"A caveat {sample_map.HOSTILE}"]
    assert opened.run("return document.querySelector('#limits details').open") is False
    opened.find('input[name="metric"][value="throughput"]').click()
    assert opened.texts("#map-figure .caveat") == ["Of the tiers."]


def test_a_map_of_an_earlier_version_draws_without_use_over_time_and_folds_every_caveat(opened, tmp_path):
    made = sample_map.document()
    for cell in made["cells"]:
        del cell["busy_over_time"]
    sample_map.write(tmp_path, cells=made["cells"], caveat_subjects=[])
    opened.browser.get(f"{page.write(page.read(tmp_path)).as_uri()}#strategy=reuseport&of=kept")
    opened.until(lambda: opened.run("return document.documentElement.dataset.drawn") == "yes")
    assert opened.texts("#panel .busy") == [] and opened.texts("#map-figure .caveat") == []
    assert opened.texts("#limits li") == made["caveats"]
    assert opened.browser.get_log("browser") == []


def test_figures_have_a_table_beside_them_with_what_is_drawn(opened):
    opened.at("cores=8")
    opened.run("document.querySelectorAll('figure details').forEach(details => { details.open = true; })")
    opened.until(lambda: len(opened.texts(".map tbody tr")) == 11)
    opened.until(lambda: len(opened.texts(".explains tbody tr")) == 18)
    assert opened.texts(".explains tbody tr:nth-child(2) td")[1:] == ["Placement", "70 %", "35 %", "100 %"]


def test_which_choice_matters_has_a_bar_and_an_interval_for_every_choice(opened):
    opened.at("cores=8&workload=kept")
    assert len(opened.texts(".explains .bar")) == 6
    assert opened.run("return document.querySelectorAll('.explains .bar .interval').length") == 4
    assert "Explains: 70 % [35 % – 100 %]" in opened.run(
        "return document.querySelectorAll('.explains .bar')[1].getAttribute('aria-label')")


def test_the_picture_of_few_cores_and_many_has_the_colours_of_the_theme(opened):
    for theme, ink in (("dark", "rgb(231, 234, 238)"), ("light", "rgb(21, 25, 30)")):
        opened.at(f"theme={theme}")
        assert opened.run("return getComputedStyle(document.querySelector('#scaling text')).fill") == ink
        strokes = opened.run("return [...document.querySelectorAll('#scaling path')].filter(path => path.style.stroke."
                             "includes('--series-')).map(path => getComputedStyle(path).stroke)")
        assert strokes and "none" not in strokes


def test_a_phone_shows_the_whole_page_without_scrolling_sideways(opened):
    opened.at("strategy=reuseport&of=kept", width=360, height=740)
    assert opened.run("return document.documentElement.scrollWidth") == 360
    assert opened.run("return document.querySelector('.narrowing').open") is False
    assert opened.browser.get_log("browser") == []


def test_a_map_of_one_cell_at_one_load_draws_too(opened, tmp_path):
    whole = sample_map.document()
    cell = {**whole["cells"][0], "curve": whole["cells"][0]["curve"][:1], "draws": whole["cells"][0]["draws"][:1]}
    sample_map.write(tmp_path, strategies=whole["strategies"][:1], workloads=whole["workloads"][:1], cores=[2],
                     loads=[0.5], cells=[cell], choices=[], caveats=[])
    opened.browser.get(f"{page.write(page.read(tmp_path)).as_uri()}#strategy=threads-epoll&of=kept")
    opened.until(lambda: opened.run("return document.documentElement.dataset.drawn") == "yes")
    assert opened.texts("#lead") == ["1 strategy × 1 workload on 2 cores"]
    assert opened.texts("#panel figure .title")[0] == "Latency against load: threads-epoll"
    assert opened.browser.get_log("browser") == []
