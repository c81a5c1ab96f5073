"""The addresses of offers."""

from __future__ import annotations

from showfloor.portal.figures.addresses import action, page
from showfloor.portal.offers.announcing import announce_it, announcing
from showfloor.portal.offers.costs import reckon_it
from showfloor.portal.offers.listing import offers
from showfloor.portal.offers.one import offer
from showfloor.portal.offers.own import (
    current_offers,
    own_offer,
    own_offers,
    propose_common,
    propose_text,
)
from showfloor.portal.offers.proposals import decline_it, proposal, take_it_up
from showfloor.portal.offers.quoting import ask_quote, quoted
from showfloor.portal.offers.statement_pages import (
    settle_it,
    share_it,
    statement,
    statement_lines,
    statements,
)
from showfloor.portal.offers.writing import (
    approve_it,
    change,
    end_it,
    make,
    send,
    write_offer,
)
from showfloor.portal.walls.permissions import Right

ONE = "offers/<uuid:key>/"
MAY, OWN = Right.MAKE_OFFERS, Right.SEE_OWN_OFFERS

ADDRESSES = [
    *page("offers/", offers, right=Right.SEE_APPLYING_OFFERS, name="offers"),
    *page("offers/quote/", quoted, right=Right.SEE_APPLYING_OFFERS, name="offers-quote"),
    action(
        "offers/quote/ask/", ask_quote, right=Right.SEE_APPLYING_OFFERS, name="offers-quote-ask"
    ),
    *page("offers/statements/", statements, right=MAY, name="statements"),
    action("offers/statements/settle/", settle_it, right=MAY, name="statements-settle"),
    *page("offers/statements/<uuid:key>/", statement, right=MAY, name="statement"),
    *page(
        "offers/statements/<uuid:key>/lines/", statement_lines, right=MAY, name="statement-lines"
    ),
    action("offers/statements/<uuid:key>/share/", share_it, right=MAY, name="statement-share"),
    *page("offers/write/", write_offer, right=MAY, name="offers-write"),
    action("offers/make/", make, right=MAY, name="offers-make"),
    action("offers/send/", send, right=MAY, name="offers-send"),
    action("offers/proposals/<uuid:key>/take-up/", take_it_up, right=MAY, name="offer-take-up"),
    *page("offers/proposals/<uuid:key>/", proposal, right=MAY, name="offer-proposal"),
    action("offers/proposals/<uuid:key>/decline/", decline_it, right=MAY, name="offer-decline"),
    *page(ONE, offer, right=MAY, name="offer"),
    action(f"{ONE}change/", change, right=MAY, name="offer-change"),
    action(f"{ONE}approve/", approve_it, right=MAY, name="offer-approve"),
    *page(f"{ONE}announcing/", announcing, right=MAY, name="offer-announcing"),
    action(f"{ONE}announce/", announce_it, right=MAY, name="offer-announce"),
    action(f"{ONE}cost/", reckon_it, right=MAY, name="offer-cost"),
    action(f"{ONE}end/", end_it, right=MAY, name="offer-end"),
    *page("own-offers/", own_offers, right=OWN, name="own-offers"),
    *page("own-offers/quote/", quoted, right=OWN, name="own-quote"),
    action("own-offers/quote/ask/", ask_quote, right=OWN, name="own-quote-ask"),
    *page("own-offers/statements/", statements, right=OWN, name="own-statements"),
    *page("own-offers/statements/<uuid:key>/", statement, right=OWN, name="own-statement"),
    *page(
        "own-offers/statements/<uuid:key>/lines/",
        statement_lines,
        right=OWN,
        name="own-statement-lines",
    ),
    *page("own-offers/<uuid:key>/", own_offer, right=OWN, name="own-offer"),
    action("own-offers/make/", propose_common, right=OWN, name="own-offers-make"),
    action("own-offers/send/", propose_text, right=OWN, name="own-offers-send"),
    *page("current-offers/", current_offers, right=Right.READ_NEWS, name="current-offers"),
]
