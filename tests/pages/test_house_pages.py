"""The pages about the house, its lights, and the office."""

import pytest

from forum.kernel.db import db
from forum.kernel.jobs import Job
from tests import make


@pytest.mark.parametrize("path", ["/about", "/rules", "/lights", "/login", "/register"])
def test_anybody_may_read_them(client, path):
    assert client.get(path).status_code == 200


def test_the_sample_is_declared_invented(client):
    assert "invented" in client.get("/about").text


@pytest.mark.parametrize(("lights", "theme"), [("up", 'data-theme="light"'), ("down", 'data-theme="dark"')])
def test_lights_stay_as_they_are_set(client, lights, theme):
    answer = client.post("/lights", data={"lights": lights, "next": "/about"})
    assert (answer.status_code, answer.location) == (303, "/about")
    assert theme in client.get("/about").text


@pytest.mark.parametrize("choice", ["system", "", "disco"])
def test_any_other_choice_follows_the_computer(client, choice):
    client.post("/lights", data={"lights": "down"})
    client.post("/lights", data={"lights": choice})
    assert "data-theme" not in client.get("/about").text.split("<body")[0]


@pytest.mark.parametrize(("who", "status"), [(make.member, 403), (make.moderator, 403), (make.admin, 200)])
def test_the_office_is_for_admins(as_, app, who, status):
    assert as_(who()).get("/admin").status_code == status


def test_work_that_failed_is_listed_and_can_be_tried_again(as_, app):
    job = Job(kind="a_broken_thing", payload={}, error="It would not.", attempts=8, failed_at=make.moment())
    db.session.add(job)
    db.session.commit()
    admin = as_(make.admin())
    assert "It would not." in admin.get("/admin").text
    assert admin.post(f"/admin/jobs/{job.id}/retry").status_code == 303
    assert "It would not." not in admin.get("/admin").text
