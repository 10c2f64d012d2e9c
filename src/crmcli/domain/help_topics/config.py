"""``crm help config``."""

TEXT = """\
Config: settings, where they come from, and several stores

  crm config list               every setting, its value, and where that is from
  crm config get currency
  crm config set currency EUR
  crm config path               your settings file

Strongest first
  1. an option before the command       crm --db shop.db customer list
  2. a variable of the environment      CRMCLI_DB, CRMCLI_CURRENCY ...
  3. .crmcli.toml in the working folder
  4. your own settings file
  5. the default

The files are TOML
  db = "/home/ayse/shop.db"
  currency = "TRY"
  zone = "Europe/Istanbul"

  [profile.demo]                # crm --profile demo customer list
  db = "/home/ayse/demo.db"

Settings most people set
  db, user, branch              the store; who writes, at which branch
  currency, region              of amounts and phones that name none
  lang, locale, zone            language; numbers and days; time zone
  limit                         rows of a list on a terminal
  pager                         auto, never, always, or a program: less -S
  opener                        what crm open shows pages with

A file in the working folder can set values, but it never names a program that
is run: pager, opener and hooks come from your own file or the environment.
"""
