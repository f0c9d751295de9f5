"""What became of a build."""

from dataclasses import dataclass
from pathlib import Path

from builder.publish import Published


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a build. ``published`` is None where the content's problems stopped it."""

    told: str
    """The problems of the content as a clerk reads them, each ended by a line break."""
    counted: str
    """How many there are, in a sentence."""
    records: int
    """How many record files there are, the broken ones included."""
    published: Published | None

    def result(self, output: Path) -> str:
        """What was published, and where, in a sentence; empty where nothing was."""
        done = self.published
        if done is None:
            return ""
        return f"网站已生成到 {output}：{self.records} 个项目，{done.files} 个文件（新写入 {done.written} 个）。"
