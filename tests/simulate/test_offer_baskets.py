"""Generated offers are the same for a seed, all live in the week, and named as generated."""

from __future__ import annotations

from showfloor.simulate.offer_baskets import WEEK, WorldSize, drawn_baskets, drawn_world

SIZE = WorldSize(offers=200, stores=40, products=100)


def test_a_seed_draws_the_same_world_and_baskets() -> None:
    first, second = drawn_world(5, SIZE), drawn_world(5, SIZE)
    assert first == second
    assert drawn_baskets(6, first, 20) == drawn_baskets(6, second, 20)
    assert drawn_world(7, SIZE).book != first.book


def test_every_offer_is_live_all_week_and_says_that_it_is_generated() -> None:
    world = drawn_world(5, SIZE)
    assert len(world.book.offers) == 200
    assert all(offer.when.begins < WEEK for offer in world.book.offers)
    assert all((offer.when.ends - WEEK).days >= 7 for offer in world.book.offers)
    assert {offer.name for offer in world.book.offers} == {"generated"}


def test_baskets_have_the_lines_asked_for() -> None:
    world = drawn_world(5, SIZE)
    baskets = drawn_baskets(6, world, 200, (1, 20))
    assert {len(basket.lines) for basket in baskets} == set(range(1, 21))
