"""The gain shop by shop beside its noise, on a map with the neighbours, and neighbours by ring."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from showfloor.measure.types_area_series import StoreGain
from showfloor.present.charts.drawing import Figure, Words
from showfloor.present.charts.effect_map import (
    CLOSEUPS_WIDE,
    DRAWN,
    KM_A_DEGREE,
    Closeup,
    Spot,
    Standing,
    effect_map,
)
from showfloor.present.charts.intervals import IntervalRow, interval_rows
from showfloor.present.charts.map import ASPECT, Landmark
from showfloor.present.sections.blocks import Block, Details, Heading, Paragraph, Section
from showfloor.present.sections.earned_setting import (
    Earned,
    amount_cells,
    amount_columns,
    amount_reasons,
    earned_of,
)
from showfloor.present.sections.map_section import cities_within, landmarks_of
from showfloor.present.sections.setting import Setting
from showfloor.present.tables import Column, Row, Table

RINGS_ACROSS = 4.5
"""How many radii of the largest ring a close-up is across."""
FEWEST_CLOSE = 3
CROWDED = 30
"""Areas in a close-up from which on circles around them would only hide them."""
SQUARE = ((0, 0), (0, 1), (1, 0), (1, 1))
SHOWN_STORES = 100
"""Rows that the page shows; CSV and JSON hold all."""
BEYOND = 0.05
"""A shop's difference is beyond noise where at most this share of others lie as far from zero."""


def shops_section(setting: Setting) -> Section | None:
    """Answer which shops gained, as far as one shop's figure can say."""
    earned = earned_of(setting)
    if earned is None or not earned.found.by_store:
        return None
    figure = shops_map(earned)
    blocks: list[Block] = [figure or Paragraph(earned.say("shops.map.none"), quiet=True)]
    blocks.append(Details(earned.say("shops.table"), (shops_table(earned),)))
    blocks.append(Heading(earned.say("shops.rings")))
    rings = rings_figure(earned)
    if rings is not None:
        blocks.append(rings)
    if earned.found.whom.rings:
        blocks.append(rings_table(earned))
    else:
        reason = earned.say("shops.rings.unplaced")
        blocks.append(Paragraph(earned.say("shops.rings.none", reason=reason), quiet=True))
    return Section(
        "shops",
        earned.say("shops.question"),
        _title(earned),
        tuple(blocks),
        lead=earned.say("shops.lead"),
        source=earned.source(),
    )


def _title(earned: Earned) -> str:
    stores = earned.found.by_store
    count = earned.language.count(len(stores))
    if all(math.isnan(store.beyond) for store in stores):
        return earned.say("shops.title.unknown", n=count)
    clear = sum(standing_of(store) == "more" for store in stores)
    return earned.say("shops.title", clear=earned.language.count(clear), n=count)


def standing_of(store: StoreGain) -> Standing:
    """Return whether a shop gains or loses more than shops without an area vary by themselves."""
    if not store.beyond <= BEYOND:
        return "unclear"
    return "more" if store.gain > 0 else "less"


def shops_map(earned: Earned) -> Figure | None:
    """Return the map of gains, or None where no shop with an area has known coordinates."""
    found, language = earned.found, earned.language
    spots = [
        Spot(store.longitude, store.latitude, standing_of(store), abs(store.gain), hint)
        for store in found.by_store
        if (hint := _hint(earned, store)) and _placed(store.longitude, store.latitude)
    ]
    if not spots:
        return None
    spots += [
        Spot(
            store.longitude,
            store.latitude,
            "near" if math.isfinite(store.nearest_km) else "far",
            math.nan,
            earned.setting.store(store.store_id),
        )
        for store in found.compared_stores
        if _placed(store.longitude, store.latitude)
    ]
    km = _ring_km(earned)
    counts = Counter(spot.standing for spot in spots)
    words: dict[Standing, str] = {
        standing: earned.say(f"shops.map.{standing}", count=language.count(counts[standing]))
        for standing in DRAWN
    }
    places = [(spot.longitude, spot.latitude) for spot in spots]
    landmarks = landmarks_of(list(earned.setting.stores.values()), places) or cities_within(places)
    closeups = _closeups(earned, spots, landmarks, km)
    said = Words(
        earned.say("shops.map.title"),
        earned.say(
            "shops.map.description",
            km=language.number(km),
            **{name: language.count(counts[name]) for name in ("more", "less", "unclear", "near")},
        ),
        _map_caption(earned, km, closeups)
        + _missing(earned, len(found.by_store) + len(found.compared_stores) - len(spots)),
    )
    return effect_map(
        "shops-map",
        spots,
        landmarks,
        said,
        ring_km=km,
        standing_words=words,
        closeups=closeups,
    )


def _closeups(
    earned: Earned, spots: Sequence[Spot], landmarks: Sequence[Landmark], ring_km: float
) -> list[Closeup]:
    """Return where most areas lie close together: around three of them or more, largest first."""
    km = RINGS_ACROSS * ring_km
    left = [spot for spot in spots if spot.standing not in ("far", "near")]
    found: list[Closeup] = []
    while km and len(found) < CLOSEUPS_WIDE:
        largest = _densest(left, km)
        if len(largest) < FEWEST_CLOSE:
            break
        east = sum(spot.longitude for spot in largest) / len(largest)
        north = sum(spot.latitude for spot in largest) / len(largest)
        name = _place_name(earned, landmarks, (east, north), km)
        title = earned.say("shops.map.closeup", name=name, km=earned.language.number(km))
        found.append(Closeup(title, east, north, km, len(largest) > CROWDED))
        left = [spot for spot in left if spot not in largest]
    return found


def _place_name(
    earned: Earned, landmarks: Sequence[Landmark], middle: tuple[float, float], km: float
) -> str:
    """Return the big city in a close-up, else the city of the store nearest to its middle."""
    cities = [
        Landmark(store.city, store.longitude, store.latitude)
        for store in earned.setting.stores.values()
        if store.city and store.longitude is not None and store.latitude is not None
    ]
    for marks in (landmarks, cities):
        near = min(marks, key=lambda mark: _apart(mark, *middle), default=None)
        if near is not None and _apart(near, *middle) < km / KM_A_DEGREE / 2:
            return near.name
    return earned.say("shops.map.closeup.here")


def _densest(spots: Sequence[Spot], km: float) -> list[Spot]:
    """Return the spots of the fullest square of about `km`: four neighbouring cells of a grid."""
    side = 0.45 * km / KM_A_DEGREE
    cells: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for spot in spots:
        cells[math.floor(spot.latitude / side), math.floor(spot.longitude * ASPECT / side)].append(
            spot
        )
    corners = {(row - down, column - left) for row, column in cells for down, left in SQUARE}
    squares = (
        [spot for down, left in SQUARE for spot in cells.get((row + down, column + left), ())]
        for row, column in sorted(corners)
    )
    return max(squares, key=len, default=[])


def _apart(landmark: Landmark, east: float, north: float) -> float:
    return math.hypot((landmark.longitude - east) * ASPECT, landmark.latitude - north)


def _map_caption(earned: Earned, km: float, closeups: Sequence[Closeup]) -> str:
    said = earned.say("shops.map.caption.no_rings")
    if not closeups or not all(closeup.crowded for closeup in closeups):
        said = earned.say("shops.map.caption", km=earned.language.number(km)) if km else said
    return said + (earned.say("shops.map.caption.closeups") if closeups else "")


def _missing(earned: Earned, missing: int) -> str:
    said = ""
    if missing:
        said += earned.say("shops.map.caption.missing", missing=earned.language.count(missing))
    return said


def _ring_km(earned: Earned) -> float:
    rings = earned.found.whom.rings
    return rings[-1].to_km if rings else 0.0


def _placed(longitude: float, latitude: float) -> bool:
    return math.isfinite(longitude) and math.isfinite(latitude)


def _hint(earned: Earned, store: StoreGain) -> str:
    return earned.say(
        "shops.map.hint",
        name=earned.setting.store(store.store_id),
        gain=earned.money(store.gain),
        spread=earned.money(store.spread, signed=False),
    )


def shops_table(earned: Earned) -> Table:
    """Return one row a shop with an area, with the total of all."""
    unit = earned.language.currency_symbol
    columns = (
        Column("store_id", earned.say("col.shops.shop"), data_only=True),
        Column("shop", earned.say("col.shops.shop")),
        Column("format", earned.say("col.format")),
        Column("begins", earned.say("col.shops.begins"), "week"),
        Column("gain", earned.say("col.shops.gain", unit=unit), "signed", 2),
        Column("spread", earned.say("col.shops.spread", unit=unit), "number", 2),
        Column("beyond", earned.say("col.shops.beyond"), "percent", 0),
        Column("weeks", earned.say("col.shops.weeks"), "number", 1),
        Column("total", earned.say("col.shops.total", unit=unit), "signed", 2),
    )
    noise, unknown = earned.say("shops.noise.none"), earned.say("shops.gain.none")
    reasons = (
        ("gain", unknown), ("total", unknown), ("spread", noise), ("beyond", noise),
    )  # fmt: skip
    stores = sorted(earned.found.by_store, key=lambda s: -_known(s.gain))
    rows = tuple(
        Row(
            (
                store.store_id,
                earned.setting.store(store.store_id),
                earned.setting.format(store.format_id),
                store.begins,
                store.gain,
                store.spread,
                store.beyond,
                store.weight,
                store.gain * store.weight,
            ),
            reasons=reasons,
        )
        for store in stores
    )
    known = [s for s in earned.found.by_store if math.isfinite(s.gain)]
    total = (
        "", earned.language.say("total"), "", None, None, None, None,
        math.fsum(store.weight for store in known),
        math.fsum(store.gain * store.weight for store in known),
    )  # fmt: skip
    return Table(
        "areas_by_store",
        earned.say("shops.table"),
        columns,
        rows,
        total,
        long=True,
        shown_rows=SHOWN_STORES,
        rest=_rest(earned, stores[SHOWN_STORES:]),
    )


def _rest(earned: Earned, stores: Sequence[StoreGain]) -> Row:
    """Return what the page shows for the shops beyond those that it lists."""
    said = earned.say("shops.rest", n=len(stores))
    known = [store for store in stores if math.isfinite(store.gain)]
    weeks = math.fsum(store.weight for store in known)
    total = math.fsum(store.gain * store.weight for store in known)
    return Row(("", said, "", None, None, None, None, weeks, total), mark="quiet")


def _known(value: float) -> float:
    return value if math.isfinite(value) else -math.inf


def rings_figure(earned: Earned) -> Figure | None:
    """Return the effect on neighbours by distance, or None where no ring has an estimate."""
    rings = [r for r in earned.found.whom.rings if math.isfinite(r.effect.estimate)]
    if not rings:
        return None
    rows = [
        IntervalRow(
            earned.say(
                "shops.rings.row",
                ring=_ring_label(earned, ring.from_km, ring.to_km),
                shops=earned.say("groups.shops", n=ring.units),
            ),
            *amount_cells(ring.effect),
            text,
        )
        for ring, text in zip(rings, earned.spans([r.effect for r in rings]), strict=True)
    ]
    words = Words(
        earned.say("shops.rings.title"),
        earned.say(
            "shops.rings.description",
            rings=earned.language.listed([f"{row.label}: {row.text}" for row in rows]),
        ),
        earned.say("shops.rings.caption", clean=earned.language.count(rings[0].clean)),
    )
    return interval_rows("rings", rows, earned.axis_text, words)


def _ring_label(earned: Earned, low: float, high: float) -> str:
    number = earned.language.number
    low_text, high_text = (number(v, 0 if v == round(v) else 1) for v in (low, high))
    return earned.say("shops.rings.label", low=low_text, high=high_text)


def rings_table(earned: Earned) -> Table:
    """Return one row a ring, undefined ones with the reason."""
    columns = (
        Column("ring", earned.say("col.rings.ring")),
        Column("shops", earned.say("col.rings.units"), "count"),
        *amount_columns(earned),
    )
    rows = tuple(
        Row(
            (
                _ring_label(earned, ring.from_km, ring.to_km),
                ring.units,
                *amount_cells(ring.effect),
            ),
            reasons=amount_reasons(earned, ring.effect),
        )
        for ring in earned.found.whom.rings
    )
    return Table("areas_neighbours", earned.say("shops.rings.table"), columns, rows)
