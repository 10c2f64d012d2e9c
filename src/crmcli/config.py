"""Settings as data: name, type, default, help; flag over environment over files over default.

Files: ``.crmcli.toml`` in the working folder, then the user's ``config.toml``; a ``[profile.NAME]``
table in either goes before its top level when that profile is asked for. Files hold data only,
nothing in them is ever run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crmcli.errors import UsageError, system_says, unwritten
from crmcli.said import say

PROJECT_FILE = ".crmcli.toml"
_LINUX = sys.platform == "linux"


class Setting(NamedTuple):
    """One setting; ``default`` is text as a person would type it, or makes it when called."""

    name: str
    kind: str  # text, integer, percent, currency, tax numbers, or words separated by |
    default: str | Callable[[], str]
    help: str

    @property
    def trusted_only(self) -> bool:
        """Whether the file of the working folder has no say in it: it names a program."""
        return self.kind == "command"


class Found(NamedTuple):
    """A setting's value and where it comes from."""

    name: str
    value: str
    origin: str


def folder(kind: str) -> Path:
    """Return the user's ``data`` or ``config`` folder for crmcli, as platformdirs names it.

    On Linux its rule is asked directly, since every start needs the path and the import costs 15
    million instructions; a test holds the two equal.

    Raises:
        UsageError: the system knows no home of the user, as under cron with an empty environment.
    """
    if _LINUX:
        variable, usual = {
            "data": ("XDG_DATA_HOME", ".local/share"),
            "config": ("XDG_CONFIG_HOME", ".config"),
        }[kind]
        base = os.environ.get(variable, "").strip()
        if base.startswith("/"):
            return Path(base) / "crmcli"
        try:
            return Path.home() / usual / "crmcli"
        except RuntimeError:
            hint = "name the store: crm --db /path/to/crm.db ..."
            raise UsageError("no home folder is known", hint) from None
    import platformdirs

    found = platformdirs.user_data_path if kind == "data" else platformdirs.user_config_path
    return found("crmcli", appauthor=False)


def history_file() -> Path | None:
    """Return where crm shell keeps what was typed, None where the user has no home."""
    try:
        return folder("data") / "shell_history"
    except UsageError:
        return None


def _store() -> str:
    """Return the default store's path."""
    return str(folder("data") / "crm.db")


def _user() -> str:
    """Return the name of the operating system's user."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return str(os.getuid()) if hasattr(os, "getuid") else "user"


def _locale(kind: str = "LC_NUMERIC") -> str:
    """Return tr when the environment speaks Turkish, else en."""
    for name in ("LC_ALL", kind, "LANG"):
        if os.environ.get(name):
            return "tr" if os.environ[name].startswith("tr") else "en"
    return "en"


def _lang() -> str:
    """Return the language that the environment speaks."""
    return _locale("LC_MESSAGES")


SETTINGS = (
    Setting("db", "text", _store, "The store: a path, or a postgresql:// address."),
    Setting("user", "text", _user, "Who writes, in the journal."),
    Setting("branch", "text", "", "The branch that writes; stands on every event."),
    Setting("read_only", "yes|no", "no", "Whether whatever would change the store is refused."),
    Setting("currency", "currency", "TRY", "The currency of an amount that names none (ISO 4217)."),
    Setting("region", "text", "TR", "The country of a phone number that names none (ISO 3166)."),
    Setting(
        "tax_number",
        "tax numbers",
        "",
        "Our own tax numbers, parted by commas: which side of an invoice we are.",
    ),
    Setting("lang", "en|tr", _lang, "The language of help, messages, tables and reports."),
    Setting("locale", "en|tr", _locale, "How numbers and days are shown to people; without it as lang."),
    Setting("zone", "text", "", "The time zone of days and times (IANA name); empty: the system's."),
    Setting("color", "auto|always|never", "auto", "Colours on a terminal."),
    Setting(
        "pager", "command", "auto", "For what is longer than the screen: auto, never, always, or a program."
    ),
    Setting("opener", "command", "", "What crm open shows pages with; empty: what the system has for them."),
    Setting("limit", "integer", "50", "Rows a list shows on a terminal; 0 shows all."),
    Setting("shell_history", "on|off", "on", "Whether crm shell remembers what is typed."),
    Setting("dashboard", "text", "", "Panels of crm dashboard, parted by commas; empty: all of them."),
    Setting("lapsed_days", "integer", "365", "Days without a purchase after which a customer has lapsed."),
    Setting("active_breadth", "integer", "50", "Percent of what we sell that makes an active customer."),
    Setting("minute_cost", "amount", "0", "What a logged minute with a customer costs us; 0: not counted."),
    Setting("case_cost", "amount", "0", "What a case costs us besides its minutes; 0: not counted."),
    Setting("delivery_cost", "amount", "0", "What a delivery of an order costs us; 0: not counted."),
    Setting("cycle_days", "integer", "365", "Days that cycle and activity-class look back."),
    Setting("cycle_new_days", "integer", "90", "Days from the first purchase in which a customer is new."),
    Setting("cycle_quiet_factor", "integer", "2", "Usual gaps between purchases after which one is missed."),
    Setting("wallet_stale_days", "integer", "365", "Days after which an estimate of a wallet is old."),
    Setting("tax_percent", "percent", "", "The tax of a quote's line where nobody names a rate."),
    Setting("payment_days", "integer", "0", "Days until an order that names no day is to be paid."),
    Setting("mail_from", "text", "", "Who a mail of --format eml comes from; empty: sendmail says."),
    Setting("mail_to", "text", "", "Who it goes to: Ayşe <ayse@example.com>, several parted by commas."),
    Setting("company_name", "text", "", "Our own name, on quotes."),
    Setting("company_address", "text", "", "Our own address, on quotes; \\n begins a line."),
    Setting("company_phone", "text", "", "Our own phone, on quotes."),
    Setting("company_email", "text", "", "Our own e-mail address, on quotes."),
    Setting("company_website", "text", "", "Our own website, on quotes."),
    Setting("company_tax_office", "text", "", "Our own tax office, on quotes; the number is tax_number."),
    Setting("company_iban", "text", "", "The account we are paid to, on quotes."),
    Setting("company_logo", "text", "", "A PNG, JPEG, GIF or WebP image for the head of printed quotes."),
    Setting("verify_questions", "integer", "2", "Right answers that a caller must give, none of them wrong."),
    Setting("work_days", "work days", "mon-fri", "The days we work on: mon-fri, or pzt,sal,cmt."),
    Setting("holidays", "days", "", "Days we don't work on, parted by commas: 2026-10-29, 01.01.2027."),
    Setting("work_hours", "work hours", "09:00-18:00", "When we work; several spans are parted by commas."),
    Setting("case_response_hours", "hours", "", "Hours to a first answer: urgent=1,high=4,normal=9,low=27."),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


def user_file(env: Mapping[str, str]) -> Path:
    """Return the path of the user's file; CRMCLI_CONFIG names another."""
    if env.get("CRMCLI_CONFIG"):
        return Path(env["CRMCLI_CONFIG"])
    return folder("config") / "config.toml"


def known(name: str, verb: str = "get", value: str = "") -> str:
    """Return the name of a setting that exists; ``verb`` and ``value`` make the hint.

    Raises:
        UsageError: there is none of this name.
    """
    if name not in BY_NAME:
        from crmcli.domain.text import nearest

        close = nearest(name, list(BY_NAME))
        hint = f"crm config {verb} {close[0]} {value}".rstrip() if close else "crm config list"
        raise UsageError(say('no setting is called "{name}"', name=name), hint)
    return name


def check(name: str, value: str) -> str:
    """Return a value that fits its setting.

    Raises:
        UsageError: no such setting, or the value is not of its kind.
    """
    setting = BY_NAME[known(name)]
    if name in ("db", "user", "region") and not value.strip():
        raise UsageError(
            say("{name} can't be empty", name=name),
            "take its line out of the file that crm config path names",
        )
    if setting.kind == "currency":
        from crmcli.domain.money import check_currency

        return check_currency(value)
    if setting.kind in ("amount", "tax numbers"):
        from crmcli.domain.setting_values import check_value

        check_value(setting.kind, name, value)
    if setting.kind in ("work days", "days", "work hours", "hours"):
        from crmcli.domain.tasks.work_days import check_setting

        check_setting(setting.kind, value)
    if setting.kind == "command":
        from crmcli.domain.command_words import command_words

        command_words(name, value)
    if setting.kind == "integer" and not value.isdecimal():
        raise UsageError(
            say('{name} is a whole number, not "{value}"', name=name, value=value),
            f"crm config set {name} 30",
        )
    if setting.kind == "percent" and value.strip():
        from crmcli.domain.quotes.typed import percent

        percent(value)
    if "|" in setting.kind and value not in setting.kind.split("|"):
        from crmcli.domain.near import one_of

        words = setting.kind.split("|")
        said = say('{name} is one of {words}, not "{value}"', name=name, words=", ".join(words), value=value)
        raise UsageError(said, one_of(value, words))
    return value


def typed(name: str, value: str) -> str:
    """Return a value from the command line, checked; a password in an address is a UsageError, too."""
    if name == "db" and "://" in value:
        from crmcli.engines.secrets import refuse_typed

        refuse_typed(value)
    return check(name, value)


def shown(value: str) -> str:
    """Return a value without the password that an address may hold."""
    from crmcli.engines.secrets import masked

    return masked(value)


class Config:
    """The settings of one run."""

    def __init__(self, env: Mapping[str, str], flags: Mapping[str, str | None]) -> None:
        """Keep flags (option name -> value) and environment; files are read when first needed."""
        self._env = env
        self._flags = flags
        self._files: list[tuple[str, Mapping[str, Any]]] | None = None

    def get(self, name: str) -> str:
        """Return a setting's value."""
        return self.find(name).value

    def integer(self, name: str) -> int:
        """Return a whole-number setting."""
        return int(self.get(name))

    def find(self, name: str, *, own: bool = False) -> Found:
        """Return a setting's value and its origin; ``own`` passes ``.crmcli.toml`` over."""
        own = own or BY_NAME[name].trusted_only
        flag = self._flags.get(name)
        if flag is not None:
            return Found(name, typed(name, flag), f"--{name}")
        variable = f"CRMCLI_{name.upper()}"
        if self._env.get(variable):
            return Found(name, check(name, self._env[variable]), variable)
        for origin, values in self._read():
            if name in values and not (own and origin.startswith(PROJECT_FILE)):
                if name == "db" and "://" in str(values[name]):
                    from crmcli.engines.secrets import refuse_open

                    refuse_open(Path(origin.partition(" [profile.")[0]), str(values[name]))
                return Found(name, check(name, str(values[name])), origin)
        default = BY_NAME[name].default
        if name == "locale":
            spoken = self.find("lang")
            if spoken.origin != "default":
                return Found(name, spoken.value, "lang")
        return Found(name, default() if callable(default) else default, "default")

    def labels(self) -> dict[str, str]:
        """Return the owner's own words: ``labels.customer = "Client"``; the strongest file's go first.

        A ``.crmcli.toml`` names what is kept, and nothing else: it may be a stranger's.
        """
        own: dict[str, str] = {}
        for origin, values in reversed(self._read()):
            table = values.get("labels")
            if isinstance(table, dict):
                from crmcli.wording import renamed, sound

                keys = renamed() if origin.startswith(PROJECT_FILE) else None
                own.update(sound({str(word): str(said) for word, said in table.items()}, keys))
        return own

    def own(self, table: str) -> Any:
        """Return a table of the user's own file, None without it; ``.crmcli.toml`` has no say in it."""
        origin, values = self._read()[-1]
        return None if origin == PROJECT_FILE else values.get(table)

    def _paths(self) -> tuple[Path, ...]:
        """Return the files there may be; without a home folder the user has none."""
        try:
            return Path(PROJECT_FILE), user_file(self._env)
        except UsageError:
            return (Path(PROJECT_FILE),)

    def _read(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return (origin, values) of the files, strongest first."""
        if self._files is None:
            profile = self._flags.get("profile") or self._env.get("CRMCLI_PROFILE")
            self._files = []
            for path in self._paths():
                values = load(path)
                if values and path == Path(PROJECT_FILE):
                    from crmcli.engines.secrets import refuse_foreign

                    refuse_foreign(path)
                if profile and profile in values.get("profile", {}):
                    self._files.append(
                        (
                            say("{path} [profile.{profile}]", path=path, profile=profile),
                            values["profile"][profile],
                        )
                    )
                self._files.append((str(path), values))
            if profile == "demo":  # crm demo keeps its settings beside its store
                beside = folder("data") / "demo" / "settings.toml"
                self._files += [(f"{beside} [profile.demo]", load(beside))] if beside.is_file() else []
                self._files.sort(key=lambda file: "[profile." not in file[0])
            if profile and not any(f"[profile.{profile}]" in origin for origin, _ in self._files):
                raise UsageError(say('no profile is called "{profile}"', profile=profile), "crm config path")
        return self._files


def load(path: Path) -> dict[str, Any]:
    """Return a file's values, {} when there is none.

    Raises:
        UsageError: the file is no TOML, or can't be read.
    """
    try:
        if not path.exists():
            return {}
        from crmcli.domain.small_file import read_settled
        from crmcli.domain.toml_text import parsed

        return parsed(read_settled(path).decode())
    except OSError as error:
        why = system_says(error)
        raise UsageError(
            say("the settings in {path} can't be read: {why}", path=path, why=why),
            "check the path and its permissions, or name another file in CRMCLI_CONFIG",
        ) from error
    except ValueError as error:
        raise UsageError(
            say("{path} is no valid settings file: {error}", path=path, error=error),
            "mend the file, or move it away",
        ) from error


def write_setting(path: Path, name: str, value: str, profile: str | None) -> None:
    """Set one line of a settings file and leave the others as they are; the file is private.

    Two who set something at once wait for each other: both settings stay.

    Raises:
        UsageError: the file is no TOML.
        Refused: the file can't be written.
        Busy: others have been writing for half a minute.
    """
    from crmcli.domain.small_file import change_small
    from crmcli.domain.toml_text import with_line

    def change(text: str) -> str:
        load(path)
        return with_line(text, name, value, profile)

    load(path)
    try:
        change_small(path, change)
    except OSError as error:
        raise unwritten(path, error) from error
