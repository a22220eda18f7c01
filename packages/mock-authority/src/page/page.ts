import type { MockProvider } from '../options.ts';
import type { WireResponse } from '../wire/message.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

const LEGEND: readonly (readonly [drawing: string, meaning: string])[] = [
  ['<rect class="bar-access" y="1.5" width="22" height="9" rx="2"/>', 'access token'],
  ['<rect class="bar-refresh" y="1.5" width="22" height="9" rx="2"/>', 'refresh token'],
  ['<rect class="bar-code" y="1.5" width="22" height="9" rx="2"/>', 'code'],
  ['<circle class="end-spent" cx="11" cy="6" r="4"/>', 'spent'],
  ['<path class="end-killed" d="M6 1l10 10m0 -10l-10 10"/>', 'killed'],
  ['<path class="end-expired" d="M11 0v12"/>', 'expired'],
  ['<circle class="ok" cx="11" cy="6" r="4.5"/>', 'request'],
  ['<path class="bad" d="M11 0l7 12h-14z"/>', 'refused'],
  ['<rect class="fault" x="6" y="1" width="10" height="10"/>', 'fault'],
];

function legend(): string {
  return LEGEND.map(
    ([drawing, meaning]) => `<li><svg aria-hidden="true" viewBox="0 0 22 12">${drawing}</svg>${meaning}</li>`,
  ).join('');
}

function html(provider: MockProvider): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${provider} mock: tokens over time</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${provider} mock</h1>
<p id="now" title="The clock of the authority"></p>
<p id="link" role="status">connecting</p>
</header>
<main>
<ul class="legend" aria-label="Legend">${legend()}</ul>
<div class="scroll" id="scroller"></div>
<div class="below">
<section aria-labelledby="what"><h2 id="what">What it did</h2><div id="detail" aria-live="polite"></div>
<p class="hint">In the timeline: <kbd>←</kbd> <kbd>→</kbd> <kbd>Home</kbd> <kbd>End</kbd></p></section>
<section aria-labelledby="all"><div class="bar"><h2 id="all">Newest first</h2>
<label><input type="checkbox" id="only"> only what went wrong</label></div><ol id="list"></ol></section>
</div>
</main>
<noscript>This page needs JavaScript. The same is at /__mock/ledger as JSON.</noscript>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "script-src 'unsafe-inline'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page that shows the ledger as a timeline. It loads nothing from elsewhere. */
export function timelinePage(provider: MockProvider): WireResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html;charset=UTF-8',
      'cache-control': 'no-store',
      'content-security-policy': SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
    },
    body: html(provider),
  };
}
