"""The file learn.toml: stated margin rates, the baseline's window, priors; read and written."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from showfloor.domain.learning import LearningTerms, StatedLift
from showfloor.errors import DataError, nearest

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Baseline(_Section):
    from_date: date
    to_date: date


class _Margins(_Section):
    default_rate: Share
    manufacturer_rate: Share
    source: Annotated[str, Field(min_length=1)]
    by_category: dict[str, Share] = {}


class _Rivals(_Section):
    loss_share: Share
    loss_share_se: Annotated[float, Field(ge=0.0)]
    source: Annotated[str, Field(min_length=1)]


class _Display(_Section):
    excluded_manufacturers: list[str] = []
    excluded_categories: list[str] = []


class _Prior(_Section):
    format: str
    kind: str
    mean: Annotated[float, Field(gt=-1.0)]
    sd: Annotated[float, Field(gt=0.0)]
    source: Annotated[str, Field(min_length=1)]
    source_de: str = ""


class _LearnFile(_Section):
    baseline: _Baseline
    margins: _Margins
    rivals: _Rivals | None = None
    display: _Display = _Display()
    display_formats: dict[str, str] = {}
    prior: list[_Prior] = []


_SECTIONS: dict[str, type[BaseModel]] = {
    "": _LearnFile,
    "baseline": _Baseline,
    "margins": _Margins,
    "rivals": _Rivals,
    "display": _Display,
    "prior": _Prior,
}


def read_learning_terms(path: Path) -> LearningTerms:
    """Read learn.toml; DataError says which key is wrong and what it should be."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as reason:
        raise DataError(
            f"{path} is missing: it states margin rates, the baseline's window and priors; "
            "docs/reference/learn-file.md shows one"
        ) from reason
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as reason:
        raise DataError(f"{path} cannot be read: {reason}") from reason
    try:
        stated = _LearnFile.model_validate(data)
    except ValidationError as reason:
        raise DataError(f"{path}: {'; '.join(_problems(reason))}") from reason
    return _terms(stated, path)


def _problems(reason: ValidationError) -> list[str]:
    return [_problem(error["type"], error["loc"], error["msg"]) for error in reason.errors()]


def _problem(kind: str, place: tuple[int | str, ...], message: str) -> str:
    key = ".".join(str(part) for part in place)
    if kind == "extra_forbidden":
        section = _SECTIONS.get(str(place[0]) if len(place) > 1 else "", _LearnFile)
        return f"unknown key '{key}'{nearest(str(place[-1]), section.model_fields)}"
    return f"{key}: {message}"


def _terms(stated: _LearnFile, path: Path) -> LearningTerms:
    if stated.baseline.from_date >= stated.baseline.to_date:
        raise DataError(f"{path}: baseline.to_date must lie after baseline.from_date")
    rivals = stated.rivals
    return LearningTerms(
        baseline_from=stated.baseline.from_date,
        baseline_to=stated.baseline.to_date,
        default_margin_rate=stated.margins.default_rate,
        manufacturer_margin_rate=stated.margins.manufacturer_rate,
        margin_source=stated.margins.source,
        margin_rates=stated.margins.by_category,
        rivals_loss_share=rivals.loss_share if rivals else None,
        rivals_loss_share_se=rivals.loss_share_se if rivals else 0.0,
        rivals_loss_source=rivals.source if rivals else "",
        format_of_location=stated.display_formats,
        prior=tuple(
            StatedLift(p.format, p.kind, p.mean, p.sd, p.source, p.source_de) for p in stated.prior
        ),
        excluded_manufacturers=tuple(stated.display.excluded_manufacturers),
        excluded_categories=tuple(stated.display.excluded_categories),
    )


def write_learning_terms(path: Path, terms: LearningTerms) -> None:
    """Write `terms` as learn.toml, so that `read_learning_terms` gives the same back."""
    lines = [
        "# What learning is told and cannot measure; docs/reference/learn-file.md has each key.",
        "[baseline]",
        f"from_date = {terms.baseline_from.isoformat()}",
        f"to_date = {terms.baseline_to.isoformat()}",
        "",
        "[margins]",
        f"default_rate = {terms.default_margin_rate!r}",
        f"manufacturer_rate = {terms.manufacturer_margin_rate!r}",
        f"source = {_quoted(terms.margin_source)}",
    ]
    if terms.margin_rates:
        lines += ["", "[margins.by_category]"]
        lines += [f"{_quoted(name)} = {rate!r}" for name, rate in terms.margin_rates.items()]
    if terms.rivals_loss_share is not None:
        lines += [
            "",
            "[rivals]",
            f"loss_share = {terms.rivals_loss_share!r}",
            f"loss_share_se = {terms.rivals_loss_share_se!r}",
            f"source = {_quoted(terms.rivals_loss_source)}",
        ]
    lines += [
        "",
        "[display]",
        f"excluded_manufacturers = [{', '.join(map(_quoted, terms.excluded_manufacturers))}]",
        f"excluded_categories = [{', '.join(map(_quoted, terms.excluded_categories))}]",
    ]
    if terms.format_of_location:
        lines += ["", "[display_formats]"]
        lines += [f"{_quoted(k)} = {_quoted(v)}" for k, v in terms.format_of_location.items()]
    for stated in terms.prior:
        lines += [
            "",
            "[[prior]]",
            f"format = {_quoted(stated.format_id)}",
            f"kind = {_quoted(stated.store_kind)}",
            f"mean = {stated.mean!r}",
            f"sd = {stated.sd!r}",
            f"source = {_quoted(stated.source)}",
            f"source_de = {_quoted(stated.source_de)}",
        ]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{safe}"'
