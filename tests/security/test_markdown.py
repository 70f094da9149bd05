"""Members' Markdown, however hostile: only what is allowed comes out, and what is hidden stays hidden."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.kernel.markdown import excerpt, find_fault, render
from tests.security.payloads import PAYLOADS
from tests.security.reading import faults_of_prose, hidden_text, parsed, shown_text

CANARY = "Rosebud"
MARKUP = [
    *("*", "**", "_", "`", "``", "~~", "||", "[", "](", ")", "<", ">", "\n", "\n\n", "\n> ", "\n- ", "\n1. ", "\n# "),
    *(
        "\n:::spoiler\n",
        "\n:::\n",
        "\n```\n",
        "|",
        "\n|-|-|\n",
        "\\",
        "&#",
        "<b>",
        "javascript:",
        "http://x.example",
        " ",
    ),
]
fragments = st.sampled_from([*MARKUP, *PAYLOADS]) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
mixtures = st.lists(fragments, max_size=12).map("".join)
# Around a spoiler anything but bars and blocks of its own, which would be other spoilers.
surroundings = st.lists(
    st.sampled_from([*(part for part in MARKUP if "|" not in part and ":" not in part), "word", "ä", "!"]), max_size=8
).map("".join)


def test_there_are_enough_payloads_and_no_two_alike():
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 220


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
def test_no_hostile_text_becomes_more_than_prose(text):
    html = render(text)
    assert faults_of_prose(html) == []
    assert render(text) == html
    assert "<" not in excerpt(html) or "&lt;" in html


@settings(max_examples=200, deadline=None)
@given(mixtures)
def test_no_mixture_becomes_more_than_prose(text):
    html = render(text)
    assert faults_of_prose(html) == []
    assert render(text) == html


@settings(max_examples=200, deadline=None)
@given(
    surroundings,
    st.sampled_from(["||{}||", "\n\n:::spoiler\n{}\n:::\n\n", "||*{}*||", "\n:::x\n- {}\n:::\n"]),
    surroundings,
)
def test_what_an_author_hides_is_hidden_or_the_text_is_refused(before, spoiler, after):
    text = before + spoiler.format(CANARY) + after
    if find_fault(text):
        return
    html = render(text)
    root = parsed(html)
    if any(CANARY in "".join(code.itertext()) for code in root.iter("code")):
        return  # code shows its bars, and so the words between them
    assert CANARY not in excerpt(html, 10_000)
    assert CANARY not in shown_text(root)
    assert CANARY in hidden_text(root) or CANARY not in html
