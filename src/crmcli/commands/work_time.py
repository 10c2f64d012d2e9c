"""When we work, and what was promised to whoever has a problem, as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmcli.app import App
    from crmcli.domain.cases_due import Promise
    from crmcli.domain.work_time import WorkTime


def work_time(run: App) -> WorkTime:
    """Return our working time.

    Raises:
        UsageError: a setting can't be read.
    """
    from crmcli.domain.tasks.work_days import read_holidays
    from crmcli.domain.work_time import WorkTime, read_days, read_hours

    config = run.config
    days, hours = read_days(config.get("work_days")), read_hours(config.get("work_hours"))
    return WorkTime(run.zone, days, hours, read_holidays(config.get("holidays")))


def promise(run: App) -> Promise:
    """Return until when cases are to be answered, as of now.

    Raises:
        UsageError: a setting can't be read.
    """
    from crmcli.domain.cases_due import Promise, read_promise

    return Promise(run.now(), work_time(run), read_promise(run.config.get("case_response_hours")))
