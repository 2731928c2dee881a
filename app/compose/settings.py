"""The settings in use."""

import msgspec

from app.compose.options import EMBEDDED, Options
from app.config.folders import Home
from app.config.resources import resource
from app.config.settings import Settings, ShopTable
from app.config.settings_file import load_settings


def settings_of(options: Options, home: Home) -> Settings:
    """The shop's own settings; with an embedded sandbox, and no shop named in them yet, the shop is an invented one.

    It is never written down: a printer or scanner that was set up on trial leaves the file without a shop.
    """
    settings = load_settings(home.settings)
    if options.sandbox != EMBEDDED or settings.shop != ShopTable():
        return settings
    invented = load_settings(resource("settings", "demonstration.toml"))
    return msgspec.structs.replace(settings, shop=invented.shop)
