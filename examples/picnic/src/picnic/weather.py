from __future__ import annotations

from urllib.parse import quote

from banyan.config import SettingsModel
from banyan.edge import degradable
from banyan.outbound import Outbound, calls


class PicnicSettings(SettingsModel):
    weather: str = "http://127.0.0.1:9000"
    """Where the weather service is."""


@degradable("picnic.weather", default=None, timeout=1.0)
@calls("weather")
async def weather_in(outbound: Outbound, service: str, city: str) -> str | None:
    answer = await outbound.get(f"{service}/{quote(city, safe='')}.json")
    return str(answer.json()["sky"])
