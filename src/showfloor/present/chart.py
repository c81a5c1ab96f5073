"""A chart with its table, to look at in a notebook or to write to a file."""

from __future__ import annotations

import base64
import functools
import json
from dataclasses import dataclass
from importlib import resources

from markupsafe import Markup, escape

from showfloor.present.charts.drawing import TEXT_HEIGHT, WIDE, Drawing, Figure, Words
from showfloor.present.language import Language
from showfloor.present.plain_text import without_terms
from showfloor.present.tables import Table, shown, table_csv, table_json

AIR = 12
"""Pixels around the drawing."""
LINE_LETTERS = 100


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, how to read it, and the table of its figures.

    Notebooks show it by themselves. figure: None where nothing can be drawn, and `reason` says
    why.
    """

    title: str
    language: Language
    table: Table
    figure: Figure | None
    reason: str = ""

    @property
    def svg(self) -> str:
        """The drawing as one SVG file with its own colours, light and dark."""
        return self._repr_svg_()

    @property
    def html(self) -> str:
        """Title, drawing, how to read it, and the table, as HTML for a page of yours."""
        return self._repr_html_()

    @property
    def csv(self) -> str:
        """The table as CSV: unrounded, empty where unknown."""
        return table_csv(self.table)

    @property
    def json(self) -> str:
        """The table's rows as JSON: null where unknown, with the reason."""
        return json.dumps(table_json(self.table), ensure_ascii=False, allow_nan=False)

    def _repr_svg_(self) -> str:
        drawing = _said(self.title, self.reason) if self.figure is None else self.figure.wide
        return _alone(drawing)

    def _repr_html_(self) -> str:
        """Return the drawing as an image: what styles it cannot reach the page around it."""
        encoded = base64.b64encode(self._repr_svg_().encode()).decode("ascii")
        caption = without_terms(self.figure.caption) if self.figure else self.reason
        image = (
            f'<img alt="{escape(self._described())}" style="max-width: 100%" '
            f'src="data:image/svg+xml;base64,{encoded}">'
        )
        return (
            f"<figure><p><strong>{escape(self.title)}</strong></p>{image if self.figure else ''}"
            f"<figcaption>{escape(caption)}</figcaption></figure>"
            f"<details><summary>{escape(self.table.caption)}</summary>{self._table()}</details>"
        )

    def _described(self) -> str:
        if self.figure is None:
            return self.reason
        start, end = self.figure.wide.find("<desc"), self.figure.wide.find("</desc>")
        return self.figure.wide[start:end].striptags()

    def _table(self) -> Markup:
        columns = [(place, c) for place, c in enumerate(self.table.columns) if not c.data_only]
        head = Markup("").join(
            Markup('<th scope="col">{}</th>').format(column.head) for _, column in columns
        )
        rows = Markup("").join(
            Markup("<tr>{}</tr>").format(
                Markup("").join(
                    Markup("<td>{}</td>").format(shown(row.cells[place], column, self.language))
                    for place, column in columns
                )
            )
            for row in self.table.rows
        )
        table = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")
        return table.format(head, rows)


def _said(title: str, reason: str) -> Markup:
    """Return a drawing that says why there is none."""
    drawing = Drawing("nothing", WIDE)
    lines, line = [], ""
    for word in reason.split():
        if line and len(line) + len(word) > LINE_LETTERS:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    for place, said in enumerate([*lines, line]):
        drawing.text(0, TEXT_HEIGHT + 20 * place, said, "quiet")
    drawing.height = TEXT_HEIGHT + 20.0 * len(lines) + 10
    return drawing.svg(Words(title, reason))


def _alone(drawing: Markup) -> str:
    """Return a drawing as a file of its own: with a name space, its styles, a ground and air."""
    head, _, body = str(drawing).partition(">")
    size = head.partition('viewBox="0 0 ')[2].partition('"')[0]
    width, height = (float(number) for number in size.split())
    box = f"{-AIR} {-AIR} {width + 2 * AIR:g} {height + 2 * AIR:g}"
    head = head.replace(f'viewBox="0 0 {size}"', f'viewBox="{box}"')
    head = head.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    ground = (
        f'<rect class="paper" x="{-AIR}" y="{-AIR}" width="{width + 2 * AIR:g}" '
        f'height="{height + 2 * AIR:g}"/>'
    )
    return f"{head}><style>{_styles()}</style>{ground}{body}"


@functools.cache
def _styles() -> str:
    files = resources.files("showfloor.present")
    font = files.joinpath("assets/source-sans-3-latin-wght-normal.woff2").read_bytes()
    face = (
        '@font-face { font-family: "Source Sans 3"; font-weight: 200 900; src: '
        f'url(data:font/woff2;base64,{base64.b64encode(font).decode("ascii")}) format("woff2"); }}'
    )
    styles = files.joinpath("templates/drawing.css").read_text("utf-8")
    return f"{face}\n{styles}.paper {{ fill: var(--ground); }}\n"
