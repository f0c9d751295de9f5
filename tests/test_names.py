"""What stays of true texts when persons are looked for in them: all of it."""

from pathlib import Path

from benchmarks import corpus
from builder import content
from builder.forms.privacy import covered


def test_no_word_of_a_thousand_ordinary_projects_is_taken_for_a_person(tmp_path: Path) -> None:
    corpus.write(tmp_path / "content", 1000)
    site = content.load(tmp_path / "content").site
    assert site
    texts: set[str] = set()
    for record in (project.record for project in site.projects):
        texts |= {record.name, record.department, record.goals.annual or "", record.goals.whole_period or ""}
        texts |= {record.approval.opinion or ""} if record.approval else set()
        for row in record.indicators():
            indicator = row.indicator
            texts |= {indicator.name, indicator.annual_value or "", indicator.period_value or ""}
    assert len(texts) > 5000
    assert [text for text in texts if covered(text) != text] == []
