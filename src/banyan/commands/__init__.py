"""What a module's own commands are made of: the site they work on, and the options that every command has."""

from banyan.cli.options import config_option, data_option
from banyan.commands.at_site import SiteAtHand, at_site

__all__ = ["SiteAtHand", "at_site", "config_option", "data_option"]
