/** The report's own style: light and dark by the reader's setting, readable at phone width and on paper. */
export const STYLE = `
:root{color-scheme:light dark;--raised:var(--paper);--ink:#1c2024;--soft:#5b6470;--paper:#fff;--line:#d8dde3;--shade:#f4f6f8;
--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;--c4:#8a6d00;--c5:#3b7ea1;--c6:#555}
@media (prefers-color-scheme:dark){:root{--ink:#e7eaee;--soft:#a3acb8;--paper:#14171a;--line:#343a42;--shade:#1d2126;
--c0:#56b4e9;--c1:#ff9a4d;--c2:#2fd0a5;--c3:#eba7cb;--c4:#f0e442;--c5:#9ad1ea;--c6:#bbb}}
body{margin:0 auto;max-width:64rem;padding:1.5rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}h2{margin:2.5rem 0 .25rem;font-size:1.25rem}p{margin:.25rem 0 1rem}
.soft,figcaption{color:var(--soft)}.wide{overflow-x:auto}figure{margin:1rem 0}svg{max-width:100%;height:auto}
table{border-collapse:collapse;font-size:.875rem;margin:.5rem 0 1rem}caption{text-align:left;white-space:nowrap;font-weight:600;padding:.25rem 0}
th,td{padding:.25rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{border-bottom:2px solid var(--line);vertical-align:bottom}tbody th{font-weight:500}.n{text-align:right;font-variant-numeric:tabular-nums}
.points tbody th,.points td{white-space:nowrap}.points thead th:nth-child(n+3),.figures thead th:nth-child(n+3){text-align:right}tr.candidate{background:var(--shade)}.digest{font-family:ui-monospace,monospace;font-size:.75rem;word-break:break-all}
.pairs td{word-break:break-word}svg text{fill:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:0}.legend svg{vertical-align:middle;margin-right:.35rem}
a{color:var(--c0)}summary{cursor:pointer}
@media print{body{max-width:none}details{display:block}}
`;
