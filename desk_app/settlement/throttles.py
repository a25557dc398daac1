"""Counts of what may only happen so often: by desk and day, by month for the whole network."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from desk_app.settlement.clock import ZONE, local_day
from desk_app.settlement.resident_tables import throttle


def counted(connection: Connection, name: str, window: str) -> int:
    """Return how often something happened in a window of time."""
    query = select(throttle.c.count).where(throttle.c.name == name, throttle.c.window == window)
    return connection.execute(query).scalar() or 0


def count_up(connection: Connection, name: str, window: str) -> int:
    """Count one more; return the new count."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    put = dialect.insert(throttle).values(name=name, window=window, count=1)
    put = put.on_conflict_do_update(
        index_elements=[throttle.c.name, throttle.c.window], set_={"count": throttle.c.count + 1}
    )
    return int(connection.execute(put.returning(throttle.c.count)).scalar_one())


def day_window(now: datetime) -> str:
    """Name the day in Altai Krai."""
    return local_day(now).isoformat()


def month_window(now: datetime) -> str:
    """Name the month in Altai Krai."""
    return day_window(now)[:7]


def hour_window(now: datetime) -> str:
    """Name the hour."""
    return now.astimezone(ZONE).strftime("%Y-%m-%dT%H")


def until_tomorrow(now: datetime) -> int:
    """Return the seconds to the next day in Altai Krai."""
    local = now.astimezone(ZONE)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - local).total_seconds()) + 1


def until_next_hour(now: datetime) -> int:
    """Return the seconds to the next full hour."""
    return 3600 - (now.minute * 60 + now.second)
