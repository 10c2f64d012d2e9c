"""``crm help cron``: ready lines for crontab, systemd and Task Scheduler, with the program's own path."""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple


class Installed(NamedTuple):
    """Where the program is (its words), which store it uses, and where the file of reports may stand.

    ``local`` is False for a server: its address may hold a password, and belongs into no line.
    """

    program: tuple[str, ...]
    store: str
    folder: str
    local: bool = True


_PAGE = """\
Reports by themselves: every morning, as files or by mail

1. Say which, in a file: {file}

   [run]
   out = "reports"                     # beside this file
   keep = 30                           # older files of a name are removed

   [[report]]
   name = "sales"
   by = "month"
   output = "sales-{{date}}.html"
   alert = ["total net < 5000"]        # ends with exit code 10

   [[report]]
   name = "today"
   if-empty = "silent"                 # no format, no output: printed

   Every option of a report goes by its name; --check says what would be done:
   {run} --check

2. Let it be called. When all went well -q says nothing, so cron mails what is
   printed, alerts and failures.

   crontab -e
{cron_db}30 7 * * 1-5 {cron}

   A mail of its own (crm config set mail_to ayse@example.com says to whom):
   35 7 * * 1-5 {mail} | /usr/sbin/sendmail -t -oi

   systemd: ~/.config/systemd/user/crm-daily.service
   [Service]
   Type=oneshot
{unit_db}   ExecStart={unit}
   SuccessExitStatus=10

   and crm-daily.timer beside it
   [Timer]
   OnCalendar=Mon..Fri 07:30
   Persistent=true
   [Install]
   WantedBy=timers.target

   systemctl --user enable --now crm-daily.timer

   Windows
   schtasks /Create /TN "crm daily" /SC DAILY /ST 07:30 /TR "{task}"

Exit codes: 0 done, 10 an alert was raised, 5 some reports failed.
"""
_TURKISH = """\
Kendiliğinden raporlar: her sabah, dosya olarak ya da e-postayla

1. Hangileri olduğunu bir dosyada yazın: {file}

   [run]
   out = "reports"                     # bu dosyanın yanında
   keep = 30                           # bir adın eski dosyaları kaldırılır

   [[report]]
   name = "sales"
   by = "month"
   output = "sales-{{date}}.html"
   alert = ["total net < 5000"]        # 10 çıkış koduyla biter

   [[report]]
   name = "today"
   if-empty = "silent"                 # biçim ve çıktı yok: yazdırılır

   Bir raporun her seçeneği adıyla yazılır; --check ne yapılacağını söyler:
   {run} --check

2. Çağrılmasını sağlayın. Her şey yolundaysa -q bir şey söylemez; cron da
   yazdırılanı, uyarıları ve hataları e-postayla yollar.

   crontab -e
{cron_db}30 7 * * 1-5 {cron}

   Kendi e-postası (kime olduğunu crm config set mail_to ayse@example.com söyler):
   35 7 * * 1-5 {mail} | /usr/sbin/sendmail -t -oi

   systemd: ~/.config/systemd/user/crm-daily.service
   [Service]
   Type=oneshot
{unit_db}   ExecStart={unit}
   SuccessExitStatus=10

   ve yanında crm-daily.timer
   [Timer]
   OnCalendar=Mon..Fri 07:30
   Persistent=true
   [Install]
   WantedBy=timers.target

   systemctl --user enable --now crm-daily.timer

   Windows
   schtasks /Create /TN "crm daily" /SC DAILY /ST 07:30 /TR "{task}"

Çıkış kodları: 0 yapıldı, 10 bir uyarı verildi, 5 bazı raporlar olmadı.
"""
_SERVER = "CRMCLI_DB=postgresql://server/name"
"""What stands for an address: a password is better kept in ~/.pgpass."""


def cron_page(installed: Installed, language: str = "en") -> str:
    """Return the page; a line that is to be copied may be longer than a terminal is wide."""
    from shlex import join

    file = str(PurePath(installed.folder) / "daily.toml")
    db = ("--db", installed.store) if installed.local else ()
    run = (*installed.program, "-q", *db, "report", "run", file)
    mail = (*installed.program, "-q", *db, "report", "today", "--format", "eml")
    return (
        (_TURKISH if language == "tr" else _PAGE)
        .format(
            file=file,
            run=join((*installed.program, *db, "report", "run", file)),
            # A percent sign ends a line of crontab, and begins a specifier of systemd.
            cron=join(run).replace("%", "\\%"),
            mail=join(mail).replace("%", "\\%"),
            unit=_quoted(run, "%%").replace("$", "$$"),
            task=_quoted(run, "%").replace('"', '\\"'),
            cron_db="" if installed.local else f"   {_SERVER}\n",
            unit_db="" if installed.local else f"   Environment={_SERVER}\n",
        )
        .replace("\n30 7", "\n   30 7")
    )


def _quoted(words: tuple[str, ...], percent: str) -> str:
    """Return words as systemd and Windows part them: those with blanks in double quotes."""
    told = (word.replace("%", percent) for word in words)
    return " ".join(f'"{word}"' if " " in word else word for word in told)
