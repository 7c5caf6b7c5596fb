/**
 * The report's style sheet: colours as in renderer/styles/tokens.css, dark where the reader's system is, and light on
 * paper. A test holds the colours together.
 */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--ground:#f6f6f4;--surface:#ffffff;--line:#e2e2dd;--line-strong:#c9c9c2;--text:#1b1c1f;--text-2:#54575e;--text-3:#6d7078;--focus:#1f6feb;--shallow:#5b7fa8;--retained:#b8741a;--start-soft:#fde6d8;--start:#c2410c;--danger:#b42318;--good:#2f7d3b;--p0:#cfe0f2;--p1:#f5e4c9;--p2:#dff0e0;--p3:#ece6f8;--p4:#fde6d8;--p5:#d5ecec;--p6:#f3dbe5;--p7:#e8eaee}
@media screen and (prefers-color-scheme:dark){:root{--ground:#14161a;--surface:#1a1d22;--line:#2a2e35;--line-strong:#3b4049;--text:#e8e9eb;--text-2:#aeb3bc;--text-3:#8d939d;--focus:#6ea8fe;--shallow:#86a9d1;--retained:#e0a44c;--start-soft:#47281b;--start:#fb8a5c;--danger:#f97066;--good:#7cc58a;--p0:#24354a;--p1:#43331a;--p2:#1e3724;--p3:#2f2747;--p4:#47281b;--p5:#1b3a3b;--p6:#452436;--p7:#2a3038}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:13px/1.5 Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 28px}
header{padding-top:36px}
h1{font-size:24px;line-height:1.25;margin:2px 0 4px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:16px;margin:0 0 4px;font-weight:650}
h3{font-size:14px;margin:0;font-weight:600;overflow-wrap:anywhere}
p{margin:4px 0}
a{color:var(--focus);text-decoration:none}
a:hover{text-decoration:underline}
code,.code{font-family:"JetBrains Mono",ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.94em;overflow-wrap:anywhere;unicode-bidi:isolate}
small{font-size:.85em;color:var(--text-3)}
.brand{color:var(--text-3);font-weight:600;letter-spacing:.02em}
.lead,.quiet{color:var(--text-2)}
.note{border-left:3px solid var(--retained);padding:6px 12px;margin:14px 0 0;background:var(--surface);border-radius:0 6px 6px 0}
nav{display:flex;flex-wrap:wrap;gap:4px 16px;margin:16px 0 0;padding-bottom:14px;border-bottom:1px solid var(--line)}
section{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:18px 20px;margin:18px 0}
section>.quiet{margin-bottom:10px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin-top:12px}
.tile{border:1px solid var(--line);border-radius:6px;padding:10px 12px}
.tile b{display:block;font-size:20px;line-height:1.3;font-weight:600}
.tile span{color:var(--text-2)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 20px;margin:10px 0 0}
dt{color:var(--text-2)}
dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th{font-weight:500;color:var(--text-2);text-align:left;border-bottom:1px solid var(--line-strong);white-space:nowrap}
th,td{padding:4px 10px 4px 0;vertical-align:top}
td{border-bottom:1px solid var(--line)}
tbody tr:last-child td{border-bottom:0}
.number{text-align:right;white-space:nowrap;padding-right:18px}
td.text{overflow-wrap:anywhere;min-width:130px}
.share{display:flex;align-items:center;gap:8px;justify-content:flex-end}
.bar{width:90px;height:8px;background:var(--ground);border-radius:2px}
rect.shallow{fill:var(--shallow)}
rect.retained{fill:var(--retained)}
.worse{color:var(--danger)}
.better{color:var(--good)}
.same{color:var(--text-3)}
article{border-top:1px solid var(--line);padding:14px 0 4px;margin-top:10px}
article .head{display:flex;gap:16px;justify-content:space-between;align-items:baseline}
article .head b{white-space:nowrap;color:var(--retained);font-size:15px}
article .place{margin:6px 0;padding:6px 10px;background:var(--ground);border-radius:6px}
details{margin:6px 0}
summary{cursor:pointer;color:var(--text-2)}
picture img{display:block;max-width:100%;height:auto;margin:10px auto 4px;border:1px solid var(--line);border-radius:6px}
.treemap{display:block;width:100%;height:auto;margin-top:8px}
.treemap rect{stroke:var(--surface)}
.treemap text{font-size:11px;fill:var(--text)}
.treemap .d2{fill-opacity:.8}
.treemap .d3{fill-opacity:.6}
.p0{fill:var(--p0);background:var(--p0)}.p1{fill:var(--p1);background:var(--p1)}.p2{fill:var(--p2);background:var(--p2)}.p3{fill:var(--p3);background:var(--p3)}.p4{fill:var(--p4);background:var(--p4)}.p5{fill:var(--p5);background:var(--p5)}.p6{fill:var(--p6);background:var(--p6)}.p7{fill:var(--p7);background:var(--p7)}
.key{display:flex;flex-wrap:wrap;gap:2px 6px;align-items:center;color:var(--text-2)}
.swatch{display:inline-block;width:12px;height:12px;border-radius:3px;border:1px solid var(--line-strong);margin-left:10px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(290px,1fr));gap:14px;margin-top:10px}
.chart{margin:0;border:1px solid var(--line);border-radius:6px;padding:10px 12px}
.chart figcaption{color:var(--text-2);overflow-wrap:anywhere}
.chart b{color:var(--text);font-weight:600;white-space:nowrap}
.chart svg{display:block;width:100%;height:auto}
.chart polyline{fill:none;stroke:var(--shallow);stroke-width:2}
.chart polygon{fill:var(--shallow);fill-opacity:.14}
.chart circle{fill:var(--shallow)}
.chart .axis{stroke:var(--line-strong)}
.chart text{font-size:10px;fill:var(--text-3)}
.chart .end{text-anchor:end}
.stack{display:block;width:100%;height:28px;margin:12px 0 6px;border-radius:6px}
ul.rules{margin:8px 0 0;padding-left:18px;color:var(--text-2)}
footer{color:var(--text-3);padding-bottom:40px}
@media(max-width:700px){main,header,footer{padding-left:14px;padding-right:14px}section{padding:14px}.bar{width:50px}}
@media print{@page{margin:14mm}:root{--ground:#ffffff}body{font-size:10.5px}main,header,footer{max-width:none;padding:0}section{border:0;border-top:1px solid var(--line-strong);border-radius:0;padding:12px 0;margin:8px 0}nav,summary{display:none}article,.tile,.chart,picture,.treemap,tr{break-inside:avoid}h2,h3{break-after:avoid}.wide{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
