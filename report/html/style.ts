/** Light and dark follow the reader's screen; paper is light. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --raised: #f6f8fa; --line: #d0d7de; --link: #0550ae; --good: #116329; --bad: #a40e26; --warn: #7a4a00; font: 16px/1.5 system-ui, "Liberation Sans", Arial, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --ink: #f0f3f6; --soft: #b7bdc8; --paper: #0d1117; --raised: #161b22; --line: #3d444d; --link: #79b8ff; --good: #7ee787; --bad: #ff9492; --warn: #f0b35a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.25rem; } footer { color: var(--soft); padding-bottom: 2rem; }
h1 { margin: 0 0 .5rem; font-size: 1.7rem; line-height: 1.2; } h2 { margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); font-size: 1.3rem; } h3 { margin: 1.5rem 0 .25rem; font-size: 1.05rem; }
.verdict { border: 2px solid; border-radius: .5rem; padding: .75rem 1rem; margin: .75rem 0; color: var(--bad); } .verdict.good { color: var(--good); }
.verdict p { margin: 0; color: var(--ink); } .verdict p:first-child { font-size: 1.25rem; font-weight: 700; color: inherit; }
.facts { color: var(--soft); margin: .5rem 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .75rem 0; list-style: none; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem; } caption { text-align: left; color: var(--soft); padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; min-width: 8rem; } thead th { background: var(--raised); overflow-wrap: normal; } td.number, thead th { min-width: 0; } tbody th { font-weight: 600; }
table.wide { width: auto; } .wide th, .wide td { overflow-wrap: normal; white-space: nowrap; min-width: 0; } .scroll { overflow-x: auto; } .wide tbody th { position: sticky; left: 0; background: var(--paper); }
.turned thead th { vertical-align: bottom; } .turned thead th:not(:first-child) span { writing-mode: vertical-rl; transform: rotate(180deg); }
.turned td { font-size: .75rem; color: var(--ink); padding: .2rem .35rem; text-align: center; }
.mandatory td:first-child, .mandatory th, .soon { color: var(--bad); font-weight: 600; } .advisory th { color: var(--warn); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85em; } pre { overflow-x: auto; background: var(--raised); padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin: .35rem 0; } summary { cursor: pointer; } details details { margin-left: 1.25rem; }
figure { margin: 1rem 0; } figure svg { width: 100%; height: auto; border: 1px solid var(--line); border-radius: .5rem; } figcaption { color: var(--soft); font-size: .9rem; }
@media (max-width: 45rem) { th, td { min-width: 0; padding: .3rem; } thead th { overflow-wrap: anywhere; } }
@media print { :root { --ink: #000; --soft: #333; --paper: #fff; --raised: #fff; --line: #999; --link: #000; --good: #000; --bad: #000; --warn: #000; } nav, .skip { display: none; } h2 { break-after: avoid; } tr, figure { break-inside: avoid; } .scroll { overflow: visible; } }
`;
