"""Forms: every control has its label, hint and fault, and a form that changes something can be sent but once."""

import pytest
from werkzeug.datastructures import MultiDict

from forum.kernel.paging import Page
from tests.components.reading import Opinion, all_of, classes_of, words_of

pytestmark = pytest.mark.sqlite_only("components are drawn without a database")


def test_every_half_star_can_be_chosen_and_one_is(draw):
    radios = all_of(draw("rating_input", value=3.5), "input", type="radio")
    assert [float(radio.attrib["value"]) for radio in radios] == [half / 2 for half in range(1, 11)]
    assert [radio.attrib["value"] for radio in radios if "checked" in radio.attrib] == ["3.5"]
    assert all(radio.attrib["aria-label"] for radio in radios)


def test_a_rating_can_be_taken_back_where_it_is_optional(draw):
    *_, none = all_of(draw("rating_input", optional=True), "input", type="radio")
    assert none.attrib["value"] == ""
    assert "checked" in none.attrib


@pytest.mark.parametrize("name", Opinion()._fields)
def test_every_kind_of_field_has_its_label_hint_and_fault(draw, name):
    form = Opinion(MultiDict())
    form[name].errors = ["That will not do."]
    drawn = draw("field", form[name], hint="Take your time.")
    (described,) = [element for element in drawn.iter() if element.get("aria-describedby")]
    ids = {element.get("id"): words_of(element) for element in drawn.iter() if element.get("id")}
    assert [ids[note] for note in described.attrib["aria-describedby"].split()] == [
        "Take your time.",
        "That will not do.",
    ]
    assert form[name].label.text in words_of(drawn)
    assert described.attrib["id"] in {label.get("for") for label in drawn.iter("label")} or described.tag == "fieldset"


def test_a_field_without_fault_claims_none(draw):
    drawn = draw("field", Opinion().title, id="another")
    (control,) = all_of(drawn, "input", id="another")
    assert "aria-invalid" not in control.attrib
    assert "field-error" not in classes_of(drawn)


def test_every_fault_leads_to_its_field(draw):
    summary = draw("error_summary", [("title", "Please give it a title."), ("body", "Write something.")])
    assert [(link.attrib["href"], words_of(link)) for link in all_of(summary, "a")] == [
        ("#title", "Please give it a title."),
        ("#body", "Write something."),
    ]
    assert all_of(summary, "div", role="alert", tabindex="-1")


def test_without_faults_there_is_no_summary(draw):
    assert words_of(draw("error_summary", [])) == ""


def test_the_ways_on_keep_what_was_asked(draw):
    ways = draw("pager", Page([], after="ab+c", before="x&y"), genre="Art House & International", sort=None)
    assert [(way.attrib["rel"], way.attrib["href"]) for way in all_of(ways, "a")] == [
        ("prev", "?genre=Art%20House%20%26%20International&before=x%26y"),
        ("next", "?genre=Art%20House%20%26%20International&after=ab%2Bc"),
    ]


def test_a_list_of_one_page_leads_nowhere(draw):
    assert all_of(draw("pager", Page([])), "nav") == []


def test_a_button_that_changes_something_is_a_form_with_a_key_of_its_own(draw):
    first, second = (
        draw("button_form", "Helpful", action="/x", count=1214, pressed=True, about="Wanda") for _ in range(2)
    )
    assert all_of(first, "form", method="post", action="/x")
    assert words_of(first) == "Helpful · 1,214: Wanda"
    assert all_of(first, "button", aria_pressed="true")
    keys = [all_of(form, "input", name="once")[0].attrib["value"] for form in (first, second)]
    assert len(set(keys)) == 2
    assert all_of(first, "input", name="csrf_token")[0].attrib["value"]
