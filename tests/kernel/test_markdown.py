"""What Markdown means here: spoilers, headings, pictures, and texts made to be slow."""

import pytest

from forum.kernel.markdown import BLOCK_SHOWN, OPEN_SPOILER, SPOILER_ACROSS_PARAGRAPHS, excerpt, find_fault, render

LONG = 20_000
SHUT = '<label class="spoiler-inline"><input type="checkbox" aria-label="Show the spoiler"><span>{}</span></label>'


@pytest.mark.parametrize(
    "text",
    [
        "||one\n\ntwo||",
        "|| spaces inside ||",
        "||open",
        "a || b",
        "|| a\n# heading\nb ||",
        "*a ||b* c||",
        "||a\\|| b||",
        "||a\\\\|||b",
        "* ||a\n* b||",
        "||see https://example.org||",
        "    ||four spaces before||",
        "> quote\n>\n>     ||four spaces before||",
        "| a || b |\n|---|---|\n| c | d |",
        "<!-- ||a|| -->",
        "||||",
    ],
)
def test_bars_that_would_hide_nothing_are_refused(text):
    assert find_fault(text) == SPOILER_ACROSS_PARAGRAPHS


@pytest.mark.parametrize(
    "text",
    ["<b>\n:::spoiler\na\n:::", "    :::spoiler\n    a\n    :::", "<!--\n:::spoiler\na\n:::"],
)
def test_a_block_that_would_be_shown_is_refused(text):
    assert find_fault(text) == BLOCK_SHOWN


@pytest.mark.parametrize(
    "text",
    [":::spoiler\na", ":::spoiler\na\n:::\n:::\nb", "1. :::spoiler\n   a\n:::", "> :::spoiler\n> a\n\nb", ":::\n"],
)
def test_a_block_that_does_not_end_is_refused(text):
    assert find_fault(text) == OPEN_SPOILER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no spoiler | at all",
        "||a|| and ||b||.",
        "||a\nb||",
        "||see <https://example.org>||",
        "||`x||`||",
        "`a || b`",
        "```\na || b\n```",
        "- ```\n  ||\n  ```",
        "~~~\n:::spoiler\n~~~",
        "a \\|\\| b",
        "a \\|| b",
        "\\:::spoiler",
        "a ::: b",
        ":::spoiler\na\n\nb\n:::\n\nc",
        ":::spoiler\r\na\r\n:::\r\n",
        "- :::spoiler\n  a\n  :::",
        "> :::spoiler\n> a\n> :::",
        "::::spoiler\n:::spoiler\na\n:::\n::::",
        "# Heading ||a||",
        "|a|b|\n|-|-|\n|||c|||d|",
    ],
)
def test_what_hides_or_is_plainly_code_is_taken(text):
    assert find_fault(text) is None


def test_a_spoiler_between_bars_opens_by_a_control():
    assert render("The ||*sled*|| burns.") == f"<p>The {SHUT.format('<em>sled</em>')} burns.</p>\n"


def test_bars_within_bars_are_one_spoiler():
    assert render("||||sled||||") == f"<p>{SHUT.format('sled')}</p>\n"


@pytest.mark.parametrize("name", ["spoiler", "Spoiler", "spolier", " spoiler", "spoiler open", "notice", ""])
def test_a_block_hides_whatever_it_is_called(name):
    hidden = '<details class="spoiler"><summary>Spoiler</summary>\n<p>sled</p>\n</details>\n'
    assert render(f":::{name}\nsled\n:::") == hidden


def test_headings_stand_below_those_of_the_page():
    assert render("# a\n\n#### b\n\n###### c") == "<h3>a</h3>\n<h6>b</h6>\n<h6>c</h6>\n"


def test_a_picture_becomes_a_link_without_its_description():
    drawn = render('![||sled||](https://example.org/sled.png "sled")')
    address = "https://example.org/sled.png"
    assert drawn == f'<p><a href="{address}" rel="nofollow ugc noopener">{address}</a></p>\n'


def test_a_link_to_nowhere_good_leads_nowhere():
    assert render("[a](javascript:alert)") == '<p><a rel="nofollow ugc noopener">a</a></p>\n'


def test_words_cannot_turn_those_after_them_around():
    assert render("&#x202e;abc\u2066d&#8;") == "<p>abcd</p>\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ||sled||.\n\n:::spoiler\nburns\n\n:::\n\nThe *en*d", "The. The end"),
        ("a&amp;b `<c>`", "a&b <c>"),
        ("|a|b|\n|-|-|\n|c|d|", "a b c d"),
        ("one two three four", "one two…"),
        ("[a](https://example.org 'b > c')", "a"),
    ],
)
def test_an_excerpt_is_the_first_words_without_what_is_hidden(text, words):
    assert excerpt(render(text), 12) == words


SLOW = [
    ">",
    "> ",
    "[",
    "![",
    "](",
    "*",
    "*a **b ",
    "`",
    "`` ` ",
    "||",
    "||a",
    "~",
    "<",
    "<!--",
    "&",
    "- ",
    "1. ",
    "> - ",
    "|-",
    "||a||",
]
SLOW += [
    "|a|b|\n|-|-|\n",
    "\\|",
    "http://",
    "a@",
    "[a](",
    "[a]: b\n",
    ":::a\n",
    "\n:::\n",
    "```\n",
    " ",
    "\t",
    "\n",
    " \n",
    "[^",
    "[||",
]
LARGE = {
    "a wide table with many rows": "|".join("a" * 1000) + "\n" + "|".join("-" * 1000) + "\n" + "a\n" * 9000,
    "fences of every length": " ".join("`" * n for n in range(1, 200)),
    "lists in lists": "".join(" " * n + "- a\n" for n in range(200)),
    "one address, many links": "[a]: /" + "u" * 9000 + "\n\n" + "[a]" * 3000,
    "blocks in blocks": "".join(":" * n + "spoiler\n" for n in range(190, 3, -1)),
    "blocks that end": ":::spoiler\n" * 900 + "a\n" + ":::\n" * 900,
    **{repr(piece): piece * (LONG // len(piece)) for piece in SLOW},
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_no_text_becomes_much_more_than_it_is(text):
    """Each took seconds, or tens of megabytes, of some part of the work before it was bounded."""
    drawn = render(text)
    find_fault(text)
    assert len(drawn) < 40 * LONG
    assert len(excerpt(drawn)) <= 241


def test_a_wide_table_scrolls_in_a_box_that_takes_the_focus_and_nothing_typed_does():
    box = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">'
    drawn = render(f"> | Reel |\n> | --- |\n> | One |\n\n{box}<table tabindex=0></table></div>\n\n:::note\nx\n:::")
    assert f"<blockquote>\n{box}<table>" in drawn
    assert drawn.count("</table></div>") == drawn.count("<div") == drawn.count("</div>") == drawn.count("<table") == 1
