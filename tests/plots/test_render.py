"""plots/render.py and plots/files.py: the same picture on every machine, whole or not at all."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import matplotlib
import pytest
import shapes
from matplotlib.figure import Figure

from plots import files, load, render
from plots.figures import throughput

ROOT = Path(__file__).resolve().parents[2]
RC = "text.usetex: True\nfont.size: 30\nsavefig.bbox: tight\nno.such.key: 1\n"


@pytest.fixture
def folder(tmp_path):
    return shapes.experiment(tmp_path / "run", names=("one",), workers=0)


def test_settings_made_before_do_not_show_in_a_figure(folder, tmp_path):
    experiment = load.experiment(folder)
    plain = render.save(render.drawn(throughput.draw, experiment), tmp_path / "plain")
    with matplotlib.rc_context({"text.usetex": True, "font.size": 30, "savefig.bbox": "tight"}):
        assert render.save(render.drawn(throughput.draw, experiment), tmp_path / "other") == plain


def test_a_users_matplotlibrc_is_not_read(folder, tmp_path):
    command = [sys.executable, "-m", "plots", str(folder)]
    for name in ("here", "home"):
        (tmp_path / name / "matplotlib").mkdir(parents=True)
        (tmp_path / name / "matplotlib" / "matplotlibrc").write_bytes(RC.encode() + b"# \xff\n")
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path / "home")}
    pages = []
    hostile = {"MATPLOTLIBRC": str(tmp_path / "home" / "matplotlib"), "MPLBACKEND": "nonsense"}
    for more, cwd in (({}, ROOT), (hostile, tmp_path / "here" / "matplotlib")):
        result = subprocess.run(command, cwd=cwd, env={**surroundings, **more}, text=True, capture_output=True,
                                check=True)
        assert result.stderr == ""
        pages.append((folder / "report.html").read_text())
    assert pages[0] == pages[1]


def test_a_current_folder_that_is_gone_is_no_obstacle(folder, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"import os; os.rmdir({str(gone)!r}); from plots.__main__ import main; raise SystemExit(main(['/nowhere']))"
    result = subprocess.run([sys.executable, "-c", script], cwd=gone, env={**os.environ, "PYTHONPATH": str(ROOT)},
                            text=True, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (2, "plots: /nowhere: no such folder\n")


def test_names_with_a_dollar_are_no_mathematics(tmp_path):
    folder = shapes.experiment(tmp_path / "run", names=(r"$\frac{1$", "_two"))
    svg = render.save(render.drawn(throughput.draw, load.experiment(folder)), tmp_path / "figure")
    assert r"$\frac{1$" in svg and "_two" in svg


def test_a_figure_of_very_many_points_is_written_with_fewer_pixels(tmp_path):
    render.save(Figure(figsize=(0.1, 500)), tmp_path / "high")
    assert (tmp_path / "high.png").is_file()


def test_a_figure_in_a_page_brings_no_styles_for_all_of_the_page():
    svg = render.inline(render.made(Figure(figsize=(1, 1))).svg, "one", "A figure")
    assert "<style" not in svg and "stroke-linejoin: round" in svg[:svg.index(">")]


def test_a_write_that_fails_keeps_what_was_there(tmp_path):
    file = tmp_path / "page.html"
    file.write_bytes(b"before")
    with pytest.raises(TypeError):
        files.write(file, "text, which is no bytes")
    assert file.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    files.write(pipe, b"a page")
    reader.join()
    assert read == [b"a page"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_to_a_file_stays_a_link(tmp_path):
    (tmp_path / "file").write_bytes(b"before")
    (tmp_path / "link").symlink_to("file")
    files.write(tmp_path / "link", b"after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"after"
