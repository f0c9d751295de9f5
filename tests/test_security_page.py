"""docs/security.md names the test that proves each of its claims; these tests are there."""

import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs/security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_claim_is_proved_by_a_test_that_is_there(file: str, test: str) -> None:
    assert re.search(rf"^def {test}\(", (ROOT / "tests" / file).read_text("utf-8"), re.MULTILINE)


def test_every_claim_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line and "说法" not in line]
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row] == []
