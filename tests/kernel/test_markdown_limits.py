"""What Markdown may become: so many elements and characters, whatever was typed, and every honest text in full."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.kernel.markdown import (
    LENGTH_CONSTANT,
    LENGTH_FACTOR,
    MOST_ELEMENTS,
    TOO_MUCH,
    count_elements,
    find_fault,
    render,
)
from forum.members.mentions import MOST_LINKS, with_names
from forum.seeds import sample
from tests.make import member

LONGEST = 20_000
PLAIN_FACTOR = 5  # &amp; for &
WORDS = "the film leaves a long quiet house where nobody waves and snow falls over every empty seat again".split()
# One piece of each construct, and of some mixtures; repeated up to the longest post each is far too much.
HOSTILE = {
    "bullets": "- *\n",
    "bullets of two kinds": "+\n-\n",
    "bullets on one line": "- - -\n\n+ + +\n\n",
    "numbers": "1.\n",
    "numbers of two kinds": "1)\n2.\n",
    "lists in lists": "- " * 29 + "a\n",
    "emphasis": "*a* ",
    "strong emphasis": "***a***",
    "emphasis in emphasis": "*_a_*",
    "links": "[a](b)",
    "links without words": "[]()",
    "references": "[a]\n\n[a]: b\n\n",
    "pictures": "![](b)",
    "addresses in brackets": "<http://a>",
    "addresses": "http://a.b ",
    "addresses without a scheme": "www.a.bc ",
    "mail addresses": "a@b.cd ",
    "entities": "&amp;&quot;&lt;<",
    "signs that are written longer": "&",
    "brackets": "<",
    "headings": "#\n",
    "headings underlined": "a\n-\n",
    "rules": "---\n",
    "code spans": "`a` ",
    "code blocks": "```\n```\n",
    "line breaks": "a\n",
    "line breaks by backslash": "a\\\n",
    "paragraphs": "a\n\n",
    "quotes": "> a\n\n",
    "quotes in quotes": "> a\n>> b\n",
    "struck words": "~~a~~ ",
    "spoilers": "||a|| ",
    "spoiler blocks": ":::a\nb\n:::\n\n",
    "tables": "a|b\n-|-\nc|d\n\n",
}
FITTING = frozenset({"entities", "brackets"})  # one element, and hardly longer than they were typed
TABLES = {
    "a wide table": "|".join("a" * 140) + "\n" + "|".join("-" * 140) + "\n" + "a\n" * 138,
    "a long table": "a|b\n-|-\n" + "|\n" * 9_900,
}
TEXTS = {name: piece * (LONGEST // len(piece)) for name, piece in HOSTILE.items()} | TABLES
pieces = st.sampled_from([*HOSTILE.values(), *TABLES.values(), "@a ", " ", "\n", "word ", "ä", "\\"])
heaps = st.lists(st.tuples(pieces, st.integers(1, 3_000)), max_size=6).map(
    lambda parts: "".join(piece * times for piece, times in parts)[:LONGEST]
)


def prose(links=0.0, emphasis=0.0):
    """As many words as fit in a post, in paragraphs, so many of them linked or stressed."""
    chance, text = random.Random(1), ""
    for number in range(LONGEST):
        word, at = chance.choice(WORDS), chance.random()
        linked = f"[{word}](https://example.org/{number})" if at < links else word
        text += f"*{word}*" if links <= at < links + emphasis else linked
        text += " " if number % 80 else "\n\n"
        if len(text) > LONGEST - 50:
            break
    return text


HONEST = {
    "prose": prose(),
    "prose with links and emphasis": prose(links=0.03, emphasis=0.1),
    "every second word stressed": prose(emphasis=0.5),
    "every word a link": prose(links=1),
    "a list of films": "".join(f"- *The Long {WORDS[n % 17].title()}* ({1950 + n % 70})\n" for n in range(600)),
    "a poem": "where nobody waves\nand snow falls again\n" * 480,
    "two hundred films in a table": "|Film|Director|Year|\n|-|-|-|\n" + "|*Last Train Home*|Lixin Fan|2009|\n" * 200,
    "four hundred addresses": "".join(f"https://example.org/films/{n}\n" for n in range(400)),
    "another script": "雪が降る。誰も手を振らない。\n\n" * 600,
    "a long quote, answered": "> Nobody waves, and that is the whole film.\n\nI *disagree*.\n\n" * 330,
    "fifty spoilers": "It was ||the gardener|| again. " * 50,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_construct_becomes_more_than_a_page_can_show(text):
    rendered = render(text)
    assert count_elements(rendered) <= MOST_ELEMENTS
    assert len(rendered) <= PLAIN_FACTOR * len(text) + LENGTH_CONSTANT


@pytest.mark.parametrize("name", sorted(TEXTS.keys() - FITTING))
def test_a_text_full_of_one_construct_is_refused_with_what_to_do(name):
    assert find_fault(TEXTS[name]) == TOO_MUCH
    assert "split the text in two" in TOO_MUCH


@settings(max_examples=150, deadline=None)
@given(heaps)
def test_what_is_taken_is_bounded_in_elements_and_in_length(text):
    rendered = render(text)
    assert count_elements(rendered) <= MOST_ELEMENTS
    if find_fault(text) is None:
        assert len(rendered) <= LENGTH_FACTOR * len(text) + LENGTH_CONSTANT
        assert len(rendered.encode()) <= LENGTH_FACTOR * len(text.encode()) + LENGTH_CONSTANT


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_long_honest_texts_are_taken(text):
    assert len(text) <= LONGEST + 600
    assert find_fault(text) is None
    assert count_elements(render(text)) <= MOST_ELEMENTS


def sample_texts(thing):
    """Every text in Markdown of the sample community."""
    if isinstance(thing, dict):
        yield from (thing[name] for name in ("body", "bio") if isinstance(thing.get(name), str))
        thing = list(thing.values())
    for part in thing if isinstance(thing, list) else ():
        yield from sample_texts(part)


def test_the_texts_of_the_sample_community_stay_far_below():
    movies = [json.loads(line) for line in sample.MOVIES.read_text(encoding="utf-8").splitlines()]
    texts = list(sample_texts([movies, list(sample.boards()), [{"bio": one.bio} for one in sample.people()]]))
    assert len(texts) > 300
    assert all(count_elements(render(text)) < 100 for text in texts)
    assert all(len(render(text)) < 2 * len(text) + 200 for text in texts)


def test_what_is_too_much_is_shown_in_plain_paragraphs_and_what_it_hides_stays_hidden():
    plain = render("<b>&\n\n" + "- *\n" * 5_000)
    assert plain.startswith("<p>&lt;b&gt;&amp;</p>\n<p>- *\n- *")
    hidden = render("||sled|| " * 2_000)
    assert hidden.startswith('<details class="spoiler"><summary>Spoiler</summary><p>||sled||')
    assert hidden.endswith("</details>")


def test_a_name_called_again_and_again_is_linked_a_hundred_times(app):
    member("Ruth")
    words = with_names("@Ruth " * 3_000)
    assert words.html.count("<a ") == MOST_LINKS
    assert len(words.named) == 1


def test_names_are_left_as_typed_where_linking_them_would_be_too_much(app):
    member("Ruth")
    text = "*a* " * (MOST_ELEMENTS - 50) + "@Ruth " * 60
    assert find_fault(text) is None
    rendered = with_names(text).html
    assert "<em>a</em>" in rendered
    assert count_elements(rendered) <= MOST_ELEMENTS
