/** The look of the timeline page, light and dark, wide and narrow. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --panel: #f4f6f8; --line: #d8dee4; --text: #1c2530; --quiet: #5b6875;
  --access: #1a7f4e; --refresh: #2563c9; --code: #7a5af0; --bad: #c62828; --fault: #b45309; --ended: #9aa5b1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11161c; --panel: #1a2129; --line: #313b46; --text: #e6ebf0; --quiet: #9dabb9;
    --access: #4cc38a; --refresh: #6ea8ff; --code: #b39bff; --bad: #ff7b72; --fault: #f0a34a; --ended: #6b7783;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
header, main { max-width: 1200px; margin: 0 auto; padding: 0 16px; }
header { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: baseline; padding-top: 16px; }
h1 { font-size: 20px; margin: 0; }
h2 { font-size: 15px; margin: 20px 0 8px; }
header p { margin: 0; color: var(--quiet); font-variant-numeric: tabular-nums; }
#link::before { content: ''; display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 6px; background: var(--bad); }
#link.live::before { background: var(--access); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; margin: 12px 0 8px; padding: 0; color: var(--quiet); font-size: 13px; }
.legend svg { width: 22px; height: 12px; margin-right: 5px; vertical-align: -1px; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
.scroll:focus-within { border-color: var(--refresh); }
svg text { fill: var(--quiet); font: 11px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
svg .name { fill: var(--text); font-size: 12px; font-weight: 600; }
svg .status-bad { fill: var(--bad); font-weight: 600; }
svg .status-fault { fill: var(--fault); font-weight: 600; }
.column { cursor: pointer; outline: none; }
.column .hit { fill: transparent; }
.column:hover .hit { fill: var(--line); fill-opacity: .45; }
.column[aria-pressed='true'] .hit { fill: var(--line); fill-opacity: .8; }
.column:focus-visible .hit { stroke: var(--refresh); stroke-width: 2; }
.grid { stroke: var(--line); }
.bar-access { fill: var(--access); } .bar-refresh { fill: var(--refresh); } .bar-code { fill: var(--code); }
.ended { fill-opacity: .35; }
.end-killed { stroke: var(--bad); stroke-width: 2.5; } .end-spent { fill: var(--quiet); }
.end-expired { stroke: var(--quiet); stroke-width: 2; stroke-dasharray: 2 2; }
.ok { fill: none; stroke: var(--access); stroke-width: 2.5; } .bad { fill: var(--bad); } .fault { fill: var(--fault); }
.other { fill: var(--quiet); }
.empty { padding: 28px 16px; margin: 0; color: var(--quiet); }
.below { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 24px; padding-bottom: 40px; }
#detail { border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; background: var(--panel); min-height: 96px; }
#detail p { margin: 0; overflow-wrap: anywhere; } #detail p + p { margin-top: 4px; }
.wrong { color: var(--bad); font-weight: 600; } .faulted { color: var(--fault); font-weight: 600; }
.bar { display: flex; justify-content: space-between; align-items: baseline; flex-wrap: wrap; gap: 0 16px; }
label, .hint { color: var(--quiet); font-size: 13px; }
#list { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 8px; max-height: 420px; overflow-y: auto; }
#list li + li { border-top: 1px solid var(--line); }
#list button { all: unset; display: block; box-sizing: border-box; width: 100%; padding: 6px 12px; cursor: pointer; overflow-wrap: anywhere; }
#list button:hover, #list button[aria-pressed='true'] { background: var(--panel); }
#list button:focus-visible { outline: 2px solid var(--refresh); outline-offset: -2px; }
time { color: var(--quiet); font-variant-numeric: tabular-nums; margin-right: 8px; }
kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; font: 12px ui-monospace, monospace; }
@media (max-width: 720px) { .below { grid-template-columns: minmax(0, 1fr); } header, main { padding-left: 10px; padding-right: 10px; } }
`;
