"""What a comparison found, in words for whoever uploads the site."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.publish.live.shown import visible
from builder.publish.live.tally import Finding

_WIDTH = 200


@dataclass(frozen=True, slots=True)
class Report:
    """The end of a run."""

    url: str
    files: int
    """How many the build has."""
    right: int
    wrong: int
    taken_over: int
    """How many of the right ones an earlier run had found so within the last hour."""
    retried: int
    """How many requests had to be repeated."""
    findings: tuple[Finding, ...]
    advice: tuple[str, ...]
    stopped: str
    """Why it ended before the last file; empty where it didn't."""
    is_final: bool
    """Whether a next run has to begin anew; else it may go on."""

    @property
    def is_right(self) -> bool:
        """Whether all files are there as they were built, and nothing else is wrong."""
        return not self.findings and self.right == self.files

    def lines(self) -> Iterator[str]:
        """The result, one cause after the other."""
        for finding in self.findings:
            yield from _lines(finding)
            yield ""
        yield self._summary()
        if self.advice:
            yield ""
            yield "建议（不影响访问）："
            yield from (f"  {line}" for line in self.advice)

    def _summary(self) -> str:
        if self.is_right:
            return f"{visible(self.url, _WIDTH)} 与生成的网站一致：{self.files} 个文件全部正确。"
        left = self.files - self.right - self.wrong
        unseen = f"，{left} 个没有核对" if left else ""
        return f"{visible(self.url, _WIDTH)}：{self.files} 个文件，{self.right} 个正确，{self.wrong} 个有问题{unseen}。"


def _lines(finding: Finding) -> Iterator[str]:
    told = f"（{finding.detail}）" if finding.detail else ""
    yield f"{finding.cause.name}{told}：{finding.count} 个"
    yield from (f"  {visible(address, _WIDTH)}" for address in finding.examples)
    if finding.count > len(finding.examples):
        yield "  ……"
    yield f"  原因：{finding.cause.why}"
    yield f"  怎样处理：{finding.cause.remedy}"
