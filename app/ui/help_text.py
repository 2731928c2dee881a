"""A help page of `resources/help` as plain text: for a fault by its code's value, for a screen by its name."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class HelpText:
    """A page: its `title`, what stands before the first heading, and the sections as heading and text."""

    title: str
    opening: str
    sections: tuple[tuple[str, str], ...]

    @property
    def whole(self) -> tuple[tuple[str, str], ...]:
        """All of it as heading and text, from the title on."""
        return ((self.title, self.opening), *self.sections)

    def section(self, place: int) -> str:
        """The text of a section, the first is 0; empty where there are fewer."""
        return self.sections[place][1] if place < len(self.sections) else ""


def help_text(resources: Path, name: str) -> HelpText | None:
    """The page `name`, or None where there is none. Marks of emphasis are taken out, points become bullets."""
    path = resources / "help" / f"{name}.md"
    if not path.is_file():
        return None
    title, opening, sections = "", "", list[tuple[str, str]]()
    for part in ("\n" + path.read_text("utf-8")).split("\n#"):
        heading, _, rest = part.lstrip("#").strip().partition("\n")
        text = _plain(rest)
        if part.startswith(" "):
            title, opening = heading, text
        elif heading:
            sections.append((heading, text))
    return HelpText(title, opening, tuple(sections))


def _plain(text: str) -> str:
    lines = [line.replace("**", "").strip() for line in text.strip().splitlines()]
    return "\n".join(f"•  {line[2:]}" if line.startswith("- ") else line for line in lines)
