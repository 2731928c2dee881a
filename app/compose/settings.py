"""The settings in use."""

from app.compose.options import EMBEDDED, Options
from app.config.folders import Home
from app.config.resources import resource
from app.config.settings import Settings
from app.config.settings_file import load_settings


def settings_of(options: Options, home: Home) -> Settings:
    """The shop's own settings; with an embedded sandbox and none written yet, those of an invented shop."""
    is_trial = options.sandbox == EMBEDDED and not home.settings.exists()
    return load_settings(resource("settings", "demonstration.toml") if is_trial else home.settings)
