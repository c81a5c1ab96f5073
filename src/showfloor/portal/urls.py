"""Every address of the portal, in one list; each app adds its own."""

from __future__ import annotations

from django.urls import include, path

from showfloor.portal.access.addresses import ADDRESSES as ACCESS
from showfloor.portal.figures.answers import broken, not_here, refused
from showfloor.portal.imports.addresses import ADDRESSES as IMPORTS
from showfloor.portal.maps.addresses import ADDRESSES as MAPS
from showfloor.portal.measured.addresses import ADDRESSES as MEASURED
from showfloor.portal.news.addresses import ADDRESSES as NEWS
from showfloor.portal.offers.addresses import ADDRESSES as OFFERS
from showfloor.portal.programmes.addresses import ADDRESSES as PROGRAMMES
from showfloor.portal.rollout.addresses import ADDRESSES as ROLLOUT
from showfloor.portal.runs.addresses import ADDRESSES as RUNS
from showfloor.portal.standing.addresses import ADDRESSES as STANDING
from showfloor.portal.work.addresses import ADDRESSES as WORK

urlpatterns = [
    *PROGRAMMES,
    *NEWS,
    *OFFERS,
    *IMPORTS,
    *ROLLOUT,
    *RUNS,
    *MAPS,
    *STANDING,
    *MEASURED,
    *WORK,
    *ACCESS,
    path("account/", include("allauth.account.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
]
handler400 = refused
handler403 = not_here
handler404 = not_here
handler500 = broken
