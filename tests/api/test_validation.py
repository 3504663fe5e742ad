# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of tests/data/validation_vectors.json and record_vectors.json against the running server. The unit tests of
`api` and of the console and its browser tests read the same files, so that they cannot drift apart."""

import json
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
VECTORS = json.loads((DATA / "validation_vectors.json").read_text())["vectors"]
RECORDS = json.loads((DATA / "record_vectors.json").read_text())["vectors"]
CONSOLE_RESULTS = {"accepted", "error", "warning", "info", "confirm", "hidden", "joined"}


def row_of(field, given, key_name):
    """A row that is right but for the field."""
    row = {"ip": "192.0.2.20"}
    if field in ("ip", "port"):
        return {**row, field: given}
    tsig = {"enabled": True, "name": key_name, "hash": "hmac-sha256", "key": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}
    return {**row, "tsig": {**tsig, field: given}}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['field']}={v['input']!r:.40}")
def test_the_server_answers_as_the_table_says(server, created, name, vector):
    field, api = vector["field"], vector["api"]
    row = row_of(field, vector["input"], "xfr." + name)
    answer = server.request("POST", f"/v1/zones/{name}", {"primary": {"enabled": True, "secondaries": [row]}})
    where = "" if field in ("ip", "port") else "tsig."
    if "accepted" in api:
        assert answer.status_code == 200, answer.text
        (saved,) = answer.json()["primary"]["secondaries"]
        assert (saved["tsig"] if where else saved)[field] == api["accepted"]
        server.call("POST", f"/v1/zones/{name}", {"primary": {"enabled": False, "secondaries": []}})
    else:
        assert answer.status_code == 400
        assert answer.json()["errors"] == [{"path": f"primary.secondaries[0].{where}{field}", **api}]
        assert server.call("GET", f"/v1/zones/{name}")["primary"] == created["primary"]


def test_the_console_says_something_wherever_it_does_not_just_accept():
    for vector in VECTORS:
        console = vector["console"]
        assert console["result"] in CONSOLE_RESULTS, vector
        assert ("message" in console) == (console["result"] in ("error", "warning", "info", "confirm")), vector
        # The console may be stricter than the server, never laxer.
        if "accepted" not in vector["api"]:
            assert console["result"] == "error" and console["message"] == vector["api"]["message"], vector


@pytest.mark.parametrize("vector", RECORDS, ids=lambda v: f"{v['type']} {' '.join(v['answer'])!r:.60}")
def test_the_server_takes_and_refuses_records_as_the_table_says(server, created, name, vector):
    answer = server.request("PUT", f"/v1/zones/{name}/v.{name}/{vector['type']}", {"answers": [{"answer": vector["answer"]}]})
    if vector["api"] == "accepted":
        assert answer.status_code == 200, answer.text
    else:
        assert answer.status_code == 400 and answer.json()["errors"][0]["path"] == "answers[0].answer", answer.text


def test_the_console_refuses_no_record_that_the_server_takes():
    for vector in RECORDS:
        if vector["api"] == "accepted":
            assert vector["console"] == "accepted", vector
