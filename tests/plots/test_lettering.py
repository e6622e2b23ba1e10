"""plots/lettering.py: text that fits its room."""

import pytest

from plots import lettering


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("text", ["W" * 60, "i" * 400, "a name with spaces " * 6, "日本" * 40, "$" * 99])
@pytest.mark.parametrize("room", [30, 100])
def test_no_line_is_wider_than_its_room(text, room):
    lines = lettering.broken(text, room, 9, 3).split("\n")
    assert len(lines) <= 3
    assert all(lettering.width(line, 9) <= room for line in lines)


def test_names_that_differ_at_their_end_still_do_when_shortened():
    first, second = (lettering.shortened("x" * 80 + end, 100, 9) for end in ("-one", "-two"))
    assert first != second and first.endswith("-one")


def test_lines_break_after_hyphens_and_spaces_where_there_are_any():
    room = lettering.width("queue article", 9)
    assert lettering.broken("condvar-queue article", room - 1, 9, 3).split("\n")[0] in ("condvar-", "condvar-queue")
    assert lettering.broken("reuseport twice", lettering.width("reuseport", 9), 9, 2) == "reuseport\ntwice"


def test_what_fits_is_left_as_it_is():
    assert lettering.broken("reuseport", 100, 9, 2) == "reuseport"


def test_lines_that_belong_at_one_place_stand_around_it_and_others_stay_where_they_are():
    assert lettering.apart([0.2, 0.5, 0.5, 0.8], 0.1, 0, 1) == pytest.approx([0.2, 0.45, 0.55, 0.8])


def test_lines_at_an_edge_are_pushed_inwards():
    assert lettering.apart([0, 0, 0.05], 0.1, 0, 1) == pytest.approx([0, 0.1, 0.2])
    assert lettering.apart([1, 1], 0.1, 0, 1) == pytest.approx([0.9, 1])


def test_lines_for_which_there_is_no_room_begin_at_the_lower_edge():
    assert lettering.apart([1] * 3, 0.8, 0, 1) == pytest.approx([0, 0.8, 1.6])
