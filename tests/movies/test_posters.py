"""Posters: the same movie always gets the same one, and no title can break it."""

import hashlib
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from forum.movies.posters import poster_hue, poster_svg
from forum.movies.posters.compositions import COMPOSITIONS, choose
from forum.movies.posters.dice import Dice
from forum.movies.posters.faces import DIDONE, GEO, ITALIC, NARROW, SERIF, width_of
from forum.movies.posters.lettering import fit
from forum.movies.posters.palettes import PALETTES

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "rect", "g", "path", "clipPath", "text"}
FACES = (SERIF, ITALIC, NARROW, GEO, DIDONE)
# Posters that hang in the house. A changed digest is a changed poster: members would notice.
HUNG = {
    ("Last Train Home", 2010, "Lixin Fan", "Documentary"): "02aa532ffc303304",
    ("Cléo from 5 to 7", 1962, "Agnès Varda", "Drama"): "95ae3a4f84052f08",
    ("The Red Shoes", 1948, "Powell & Pressburger", "Drama"): "7ce67cf2c628684e",
    ("La Ciénaga", 2001, "Lucrecia Martel", "Drama"): "b0a1743072a90ad8",
}
ODD_TITLES = [
    "</text><script>alert(1)</script>",
    '" onload="alert(1)',
    "]]>&amp;<!--",
    "a\x00b\x1b[31m\x7f",
    "\ud800 lonely",
    "\ufffe\uffff",
    "千と千尋の神隠し",
    "عمر",
    "A" * 500,
    "word " * 100,
    "\n\t ",
    "",
    "ß",
    "The",
]


def read(svg):
    return ET.fromstring(svg.encode())  # noqa: S314  # our own drawing; its being XML is what is tested


@pytest.mark.parametrize(("movie", "digest"), HUNG.items())
def test_a_poster_that_hangs_stays_as_it_is(movie, digest):
    title, year, director, genre = movie
    drawn = poster_svg(title, year, director, [genre])
    assert hashlib.sha256(drawn.encode()).hexdigest()[:16] == digest


def test_movies_of_one_title_get_posters_of_their_own():
    assert poster_svg("Solaris", 1972, None, []) != poster_svg("Solaris", 2002, None, [])


@pytest.mark.parametrize("title", ODD_TITLES)
def test_an_odd_title_gives_a_whole_poster(title):
    poster = read(poster_svg(title, 1999, title, [title]))
    assert poster.tag == f"{SVG}svg"
    assert {element.tag.removeprefix(SVG) for element in poster.iter()} <= {
        "svg",
        "rect",
        "g",
        "path",
        "clipPath",
        "text",
    }
    assert "".join(poster.itertext()).strip()


@given(some.text(), some.integers(-10, 9999), some.none() | some.text(), some.lists(some.text(), max_size=3))
@settings(max_examples=50)
@example("\ud800", 0, "\x00", ["\x0b"])
def test_whatever_the_texts_the_poster_is_well_formed(title, year, director, genres):
    drawn = poster_svg(title, year, director, genres)
    read(drawn)
    assert drawn == poster_svg(title, year, director, genres)
    assert 0 <= poster_hue(title, year, director, genres) < 360


@settings(max_examples=50)
@given(some.text(some.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40))
def test_type_stays_inside_the_frame(title):
    poster = read(poster_svg(title, 1980, None, []))
    for line in poster.iter(f"{SVG}text"):
        if "textLength" in line.attrib and line.get("text-anchor") == "start":
            assert float(line.attrib["x"]) >= 20
            assert float(line.attrib["x"]) + float(line.attrib["textLength"]) <= 372
            assert 30 <= float(line.attrib["y"]) <= 576


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_more_lines_are_used_only_where_they_make_the_type_larger(face):
    assert fit("Wanda", face, 340, 118, 74).lines == ["Wanda"]
    long = fit("The Unbearable Lightness of Being", face, 340, 118, 74)
    alone = 340 / width_of("The Unbearable Lightness of Being", face, face.tracking)
    assert len(long.lines) > 1
    assert long.size > alone


def test_a_script_without_spaces_breaks_between_its_characters():
    lines = fit("千と千尋の神隠し", GEO, 340, 118, 74).lines
    assert len(lines) > 1
    assert "".join(lines) == "千と千尋の神隠し"


def test_a_name_with_an_accent_is_not_torn_apart():
    assert fit("Amélie", SERIF, 340, 118, 74).lines == ["Amélie"]


@pytest.mark.parametrize("name", COMPOSITIONS)
def test_every_composition_can_be_drawn_in_every_ink(name):
    for year, palette in enumerate(PALETTES.values()):
        scene = COMPOSITIONS[name](Dice("Any", year), palette)
        assert scene.faces
        assert bool(scene.shapes) is (name != "initial")
        assert all(re.fullmatch(r"[-MLHVCSQAahvmz0-9. ]+", shape.path) for shape in scene.shapes)


def test_a_genre_leans_on_the_choice_without_deciding_it():
    def drawn(genres):
        return [choose(Dice("The Long Platform", year), genres)[0].__name__ for year in range(1800, 2000)]

    often, rarely = drawn(["Horror"]), drawn([])
    assert often.count("eye") > 2 * rarely.count("eye") > 0
    assert set(often) == set(rarely) == set(COMPOSITIONS)


def test_the_hue_is_the_one_of_the_inks_in_the_poster():
    drawn = poster_svg("Stalker", 1979, "Andrei Tarkovsky", ["Science Fiction"])
    hue = poster_hue("Stalker", 1979, "Andrei Tarkovsky", ["Science Fiction"])
    assert any(palette.hue == hue and f'fill="{palette.ground}"' in drawn for palette in PALETTES.values())


def test_without_a_director_the_genre_signs():
    assert "A film by" not in poster_svg("Stalker", 1979, None, ["Science Fiction"])
    assert "Science Fiction</text>" in poster_svg("Stalker", 1979, "", ["Science Fiction"])


def test_a_crowd_of_directors_is_cut_at_a_word():
    drawn = poster_svg("Paris, je t'aime", 2006, ", ".join(["Somebody Somewhere"] * 20), [])
    credit = re.search(r">(A film by [^<·]*)", drawn)
    assert credit
    assert credit[1].strip().endswith("…")
    assert len(credit[1]) < 50
