"""A quote as one page that needs nothing beside it: styles within, no script, no outside address.

Everything a person wrote is escaped; the page is laid out for A4 and prints as it looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.quotes.as_text import head_lines

if TYPE_CHECKING:
    from crmcli.domain.quotes.paper import Paper

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
@page { size: A4; margin: 18mm 16mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 12mm; max-width: 210mm; background: #fff; color: #1a1a1a;
  font: 10.5pt/1.45 "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif; }
header, .parties, footer { display: flex; justify-content: space-between; gap: 12mm; }
header { border-bottom: 2px solid #1a1a1a; padding-bottom: 5mm; margin-bottom: 7mm; }
header img { max-height: 22mm; max-width: 60mm; display: block; margin-bottom: 3mm; }
.us strong { font-size: 13pt; }
h1 { font-size: 17pt; margin: 0 0 2mm; text-align: right; }
dl { display: grid; grid-template-columns: auto auto; gap: 0 4mm; margin: 0; justify-content: end; }
dt { color: #555; } dd { margin: 0; text-align: right; }
h2 { font-size: 13pt; margin: 7mm 0 3mm; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th { text-align: right; border-bottom: 1.5px solid #1a1a1a; padding: 2mm 2mm; font-weight: 600; }
td { text-align: right; border-bottom: 1px solid #ccc; padding: 2mm 2mm; vertical-align: top;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
th.words, td.words { text-align: left; white-space: pre-line; overflow-wrap: anywhere; width: 40%; }
tr { break-inside: avoid; } thead { display: table-header-group; }
.sums { width: auto; min-width: 45%; margin: 4mm 0 0 auto; break-inside: avoid; }
.sums th { font-weight: 400; border: 0; } .sums td { border: 0; }
.sums tr:last-child th, .sums tr:last-child td { border-top: 1.5px solid #1a1a1a; font-weight: 700; }
.lines { white-space: pre-line; overflow-wrap: anywhere; }
section { margin-top: 6mm; break-inside: avoid; } h3 { font-size: 10.5pt; margin: 0 0 1mm; }
footer { margin-top: 14mm; break-inside: avoid; }
footer div { flex: 1; border-top: 1px solid #1a1a1a; padding-top: 2mm; margin-top: 16mm; }
footer span { color: #555; }
@media print { body { padding: 0; } }
"""


def as_html(paper: Paper) -> str:
    """Return the whole page."""
    says, head = paper.words, paper.head
    us = [_text(line) for line in head_lines(head, says)]
    logo = f'<img src="{_text(head.logo)}" alt="">' if head.logo else ""
    name = f"<strong>{us[0]}</strong><br>" if us else ""
    facts = "".join(f"<dt>{_text(label)}</dt><dd>{_text(text)}</dd>" for label, text in paper.facts)
    them = "<br>".join(_text(line) for line in paper.party[1:])
    party = f"{says['to']} <strong>{_text(paper.party[0])}</strong><br>{them}" if paper.party else ""
    sums = "".join(
        f"<tr><th>{_text(label)}</th><td>{_text(amount)}</td></tr>" for label, amount in paper.sums
    )
    return f"""<!DOCTYPE html>
<html lang="{paper.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{_text(paper.title)} · {_text(paper.facts[0][1])} · {_text(paper.name)}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<div class="us">{logo}{name}{"<br>".join(us[1:])}</div>
<div><h1>{_text(paper.title)}</h1><dl>{facts}</dl></div>
</header>
<div class="parties"><div class="lines">{party}</div></div>
<h2>{_text(paper.name)}</h2>
{_table(paper)}
<table class="sums">{sums}</table>
{_section("", f"{says['words']}: {paper.in_words}" if paper.in_words else "")}
{_section(says["terms"], paper.terms)}
{_section("", f"{says['iban']}: {head.iban}" if head.iban else "")}
<footer>
<div>{says["ours"]}<br><span>{says["signature"]}</span></div>
<div>{says["theirs"]}<br><span>{says["signature"]}</span></div>
</footer>
</body>
</html>
"""


def _table(paper: Paper) -> str:
    """Return the lines; the discount's column is there when any line has one."""
    says = paper.words
    shown = [place for place in range(7) if place != 4 or paper.discounted]
    amount = f"{says['amount']} ({paper.currency})"
    head = (
        says["position"],
        says["description"],
        says["quantity"],
        says["price"],
        says["discount"],
        says["tax"],
        amount,
    )

    def cell(tag: str, place: int, text: str) -> str:
        kind = ' class="words"' if place == 1 else ""
        return f"<{tag}{kind}>{_text(text)}</{tag}>"

    top = "".join(cell("th", place, head[place]) for place in shown)
    rows = [
        "<tr>" + "".join(cell("td", place, line[place]) for place in shown) + "</tr>" for line in paper.lines
    ]
    return f"<table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>"


def _section(heading: str, text: str) -> str:
    """Return a part under the sums, nothing when it is empty."""
    if not text:
        return ""
    title = f"<h3>{_text(heading)}</h3>" if heading else ""
    return f'<section>{title}<div class="lines">{_text(text)}</div></section>'


def _text(text: str) -> str:
    """Return a text as HTML shows it."""
    from html import escape

    return escape(text, quote=True)
