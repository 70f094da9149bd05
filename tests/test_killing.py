"""A house killed while members write: nothing that was acknowledged is lost. `bin/kill-test` kills fifty times."""

from tests.support import kill_test


def test_what_was_acknowledged_outlives_every_kill(database_name, tmp_path):
    report, faults = kill_test.run(database_name, tmp_path, kill_test.SHORT, seed=1)
    assert faults == [], report
    assert " 0 writes acknowledged" not in report
