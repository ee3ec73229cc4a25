"""A module with commands of its own."""

from __future__ import annotations

import rich_click as click
from sqlalchemy import text

from banyan.api import Module
from banyan.base import UserError
from banyan.commands import SiteAtHand, at_site, config_option, data_option
from banyan.config import SettingsModel
from banyan.data import invalidate


class GreetSettings(SettingsModel):
    word: str = "Good morning"


@click.group()
def commands() -> None:
    """Greetings.

    Example: banyan greet all
    """


@commands.command("all")
@data_option
@config_option
def greet_all() -> None:
    """Greet everybody there is."""

    async def greet(site: SiteAtHand) -> str:
        assert isinstance(site.settings, GreetSettings)
        async with site.database.transaction() as session:
            count = await session.scalar(text("SELECT count(*) FROM account"))
            invalidate(session, "greetings")
        await site.storage.put("greetings", str(count).encode(), content_type="text/plain")
        return f"{site.settings.word}, all {count} of you on {site.public_url}"

    click.echo(at_site("greet", greet))


@commands.command("nobody")
@data_option
def greet_nobody() -> None:
    """Trouble of a kind."""

    async def refuse(site: SiteAtHand) -> None:
        raise UserError("there is nobody to greet")

    at_site("greet", refuse)


module = Module(name="greet", controllers=[], settings=GreetSettings, commands="greet:commands")
