"""The one style sheet of a page: light and dark, on paper, as wide as a desk or as narrow as a phone."""

from __future__ import annotations

POLICY = "default-src 'none'; style-src 'unsafe-inline'"

# Words in the styles of kinds and pictures that are colours.
HUES = frozenset({"blue", "cyan", "green", "magenta", "red", "yellow"})

SHEET = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1f24; --soft: #5a6470; --line: #dde2e8;
  --tint: #f4f6f8; --shade: #1b1f2438; --blue: #2f74b8; --cyan: #15788a; --green: #2f7d45;
  --magenta: #8a4aa5; --red: #b3323f; --yellow: #8a6410; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ground: #15181d; --ink: #e6e9ed; --soft: #9aa5b1; --line: #353c46; --tint: #1e232a;
    --shade: #e6e9ed40; --blue: #5b9fdf; --cyan: #45b3c5; --green: #62b87a; --magenta: #c08ad8;
    --red: #ee7f88; --yellow: #d8ae52; }
  svg .heavy, svg .full { fill: #10141a !important; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; padding: 2rem 1.5rem 3rem; max-width: 75rem; background: var(--ground);
  color: var(--ink); font: 0.9375rem/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans",
  sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.0625rem; margin: 2rem 0 0.5rem; }
header { margin-bottom: 1.5rem; }
header p, figcaption span, .empty, footer, dt { color: var(--soft); }
header p { margin: 0.25rem 0 0; }
figure { margin: 0 0 1.75rem; }
figcaption { margin-bottom: 0.5rem; font-weight: 600; }
figcaption span { font-weight: 400; margin-left: 0.5rem; }
.box { overflow-x: auto; max-width: 100%; background:
  linear-gradient(to right, var(--ground) 40%, transparent) 0 0 / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--ground) 40%, transparent) 100% 0 / 2.5rem 100% no-repeat local,
  linear-gradient(to right, var(--shade), transparent) 1px 1px / 0.75rem calc(100% - 2px) no-repeat scroll,
  linear-gradient(to left, var(--shade), transparent) calc(100% - 1px) 1px / 0.75rem calc(100% - 2px)
  no-repeat scroll; }
.box > svg { display: block; }
.s { display: none; }
table { border-collapse: separate; border-spacing: 0; }
th, td { padding: 0.375rem 0.75rem; line-height: 1.375rem;
  text-align: left; vertical-align: top; font-weight: 400;
  border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; overflow-wrap: normal; vertical-align: bottom;
  border-bottom: 2px solid var(--soft); }
th:first-child, td:first-child { padding-left: 0; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.k { white-space: nowrap; }
.t { white-space: pre-line; min-width: 8rem; overflow-wrap: anywhere; }
tbody tr:hover > * { background: var(--tint); }
tr.sum > * { font-weight: 600; border-top: 2px solid var(--soft); border-bottom: 0; }
tr.sum > th { overflow-wrap: normal; }
tr.group > * { font-weight: 600; padding-top: 1rem; }
.blue { color: var(--blue); } .cyan { color: var(--cyan); } .green { color: var(--green); }
.magenta { color: var(--magenta); } .red { color: var(--red); } .yellow { color: var(--yellow); }
.bold { font-weight: 600; } .dim { color: var(--soft); }
svg { color: var(--ink); }
svg text { fill: currentColor; font: 13px system-ui, "Segoe UI", Arial, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; white-space: pre; }
svg .soft { color: var(--soft); } svg .full { fill: #fff; }
svg .f { fill: currentColor; } svg .l { fill: none; stroke: currentColor; stroke-width: 2; }
svg .axis { stroke: var(--soft); stroke-width: 1; } svg .grid { stroke: var(--line); stroke-width: 1; }
svg .mark { stroke: var(--ink); stroke-width: 2.5; }
.share, .spark { vertical-align: middle; color: var(--blue); }
td > .v { display: inline-block; min-width: 4.25rem; } dd > .v { margin-left: 0.75rem; }
.share .rail { fill: var(--line); }
ul { margin: 0; padding-left: 1.25rem; }
.tree, .tree ul { list-style: none; padding-left: 0; }
.tree ul { margin-left: 0.25rem; padding-left: 1rem; border-left: 1px solid var(--line); }
.tree .dim { margin-left: 0.5rem; }
ul.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
ul.legend svg { vertical-align: middle; margin-right: 0.4rem; }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: 0.35rem 1.25rem; margin: 0; }
dd { margin: 0; white-space: pre-line; }
footer, details { margin-top: 2rem; }
details dt { color: var(--ink); }
summary { cursor: pointer; color: var(--soft); margin-bottom: 0.5rem; }
pre { white-space: pre-wrap; font-size: 0.875rem; }
@media (max-width: 40rem) {
  body { padding: 1.25rem 1rem 2rem; }
  .w { display: none; } .s, figcaption span { display: block; } figcaption span { margin: 0; }
  th, td { padding: 0.375rem 0.5rem; }
  .box > table { width: max-content; } .t { max-width: 17rem; }
  .box > table th:first-child, .box > table td:first-child { position: sticky; left: 0; max-width: 42vw;
    background: var(--ground); }
  dl { grid-template-columns: minmax(5rem, max-content) 1fr; column-gap: 1rem; }
  details dl { grid-template-columns: 1fr; gap: 0; } details dd { margin-bottom: 0.6rem; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; }
  .box { overflow: visible; background: none; } .s { display: none; } .w { display: block; }
  th, td { padding: 0.2rem 0.35rem; line-height: 1.3; } td > .v { min-width: 3.5rem; } .share { width: 2rem; }
  .many { font-size: 7.5pt; }
  thead { display: table-header-group; }
  tr, figure { break-inside: avoid; } h2 { break-after: avoid; }
  details { display: none; }
}
"""
