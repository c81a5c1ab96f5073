"""The addresses of imports."""

from __future__ import annotations

from showfloor.portal.figures.addresses import action, page
from showfloor.portal.figures.files import attachment
from showfloor.portal.imports.delivery_page import delivery, look_again, state_holds, take_it
from showfloor.portal.imports.listing import imports, send
from showfloor.portal.imports.refused_page import mend, quarantine_file, refused
from showfloor.portal.imports.version_page import take_back, version
from showfloor.portal.walls.permissions import Right

ONE = "imports/<uuid:key>/"
REFUSED = f"{ONE}refused/<int:place>/"
VERSION = "imports/versions/<int:number>/"
MAY = Right.IMPORT

ADDRESSES = [
    *page("imports/", imports, right=MAY, name="imports"),
    action("imports/send/", send, right=MAY, name="import-send"),
    *page(VERSION, version, right=MAY, name="import-version"),
    action(f"{VERSION}undo/", take_back, right=MAY, name="import-undo"),
    *page(ONE, delivery, right=MAY, name="import"),
    action(f"{ONE}holds/", state_holds, right=MAY, name="import-holds"),
    action(f"{ONE}look/", look_again, right=MAY, name="import-look"),
    action(f"{ONE}take/", take_it, right=MAY, name="import-take"),
    *page(REFUSED, refused, right=MAY, name="import-refused"),
    attachment(f"{REFUSED}rows.csv", quarantine_file, right=MAY, name="import-quarantine"),
    action(f"{REFUSED}mend/", mend, right=MAY, name="import-mend"),
]
