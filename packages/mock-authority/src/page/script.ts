/**
 * What the timeline page does, as the browser runs it. Every text of the ledger goes in as text, never as markup.
 * A column is one thing that happened: a request with what it did to tokens, or something without a request.
 */
export const SCRIPT: string = String.raw`
'use strict';
const SVG = 'http://www.w3.org/2000/svg';
const COLUMN = 38, TOP = 64, ROW = 62, LEFT = 12, RIGHT = 104, MAX_COLUMNS = 200, MAX_ROWS = 40, MAX_ENTRIES = 2000;
const TOKEN_KINDS = ['issued', 'spent', 'killed', 'repeated', 'lineage-killed'];
const byId = (id) => document.getElementById(id);
const scroller = byId('scroller');

let entries = [];
let everything = [];
let columns = [];
let selected = null;
let offset = 0;
let following = true;
let drawn = false;
let loading = null;

const now = () => Date.now() + offset;
const clock = (ms) => new Date(ms).toISOString().slice(11, 23);

function left(ms) {
  if (ms <= 0) return 'expired';
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds >= 172800) return Math.floor(seconds / 86400) + ' d ' + Math.floor(seconds % 86400 / 3600) + ' h';
  if (seconds >= 3600) return Math.floor(seconds / 3600) + ' h ' + Math.floor(seconds % 3600 / 60) + ' min';
  if (seconds >= 60) return Math.floor(seconds / 60) + ' min ' + seconds % 60 + ' s';
  return seconds + ' s';
}

function shape(name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const key of Object.keys(attributes)) node.setAttribute(key, attributes[key]);
  if (text !== undefined) node.textContent = text;
  return node;
}

function element(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/** Joins the entries of one request: what it did to tokens stands right before it. */
function group() {
  everything = [];
  let open = null;
  const close = () => { if (open) everything.push(open); open = null; };
  for (const entry of entries) {
    if (entry.kind === 'request') {
      if (open && entry.at - open.at > 1000) close();
      open = open || { key: entry.sequence, at: entry.at, effects: [] };
      open.request = entry;
      open.key = entry.sequence;
      close();
    } else if (TOKEN_KINDS.includes(entry.kind)) {
      const again = open && open.effects.some((other) => other.token === entry.token && other.kind === 'issued');
      if (open && (again || entry.at - open.at > 50)) close();
      open = open || { key: entry.sequence, at: entry.at, effects: [] };
      open.effects.push(entry);
      open.key = entry.sequence;
    } else {
      close();
      everything.push({ key: entry.sequence, at: entry.at, effects: [entry] });
    }
  }
  close();
  columns = everything.slice(-MAX_COLUMNS);
}

/** The tokens that have a place among the columns; one that is older than the first column begins there. */
function tokensShown() {
  const tokens = new Map();
  const skipped = everything.length - columns.length;
  everything.forEach((column, place) => {
    const index = place - skipped;
    for (const entry of column.effects) {
      if (entry.kind === 'issued') tokens.set(entry.token, { ...entry, from: Math.max(index, 0) });
      const token = tokens.get(entry.token);
      if (token && token.to === undefined && (entry.kind === 'spent' || entry.kind === 'killed' || entry.kind === 'expired')) {
        token.to = index;
        token.end = entry.kind;
      }
    }
  });
  return [...tokens.values()].filter((token) => token.to === undefined || token.to >= 0);
}

function sentence(entry) {
  switch (entry.kind) {
    case 'issued': return entry.token + ' issued to ' + entry.clientId + ' for ' + entry.subject + ', login ' + entry.lineage + ', generation ' + entry.generation;
    case 'spent': return entry.token + ' spent';
    case 'killed': return entry.token + ' killed: ' + entry.reason;
    case 'expired': return entry.token + ' expired';
    case 'repeated': return entry.token + ' came again within the grace: its successor was given again';
    case 'lineage-killed': return 'login ' + entry.lineage + ' ended: ' + entry.reason;
    case 'clock': return 'clock moved to ' + new Date(entry.now).toISOString();
    case 'fault-set': return entry.fault + ' set: ' + entry.expression;
    case 'fault-removed': return entry.fault + ' removed';
    default: return entry.kind;
  }
}

function headline(column) {
  const request = column.request;
  if (!request) return column.effects.map(sentence).join('; ');
  const status = request.status === undefined ? 'connection cut' : String(request.status);
  return request.method + ' ' + request.path + ' ' + status + (request.grantType ? ' (' + request.grantType + ')' : '');
}

function isProblem(column) {
  return Boolean(column.request && (column.request.problem || column.request.faults));
}

function marker(column, x) {
  const node = shape('g', {});
  const request = column.request;
  const y = 32;
  if (!request) {
    node.append(shape('rect', { class: 'other', x: x - 3, y: y - 3, width: 6, height: 6, transform: 'rotate(45 ' + x + ' ' + y + ')' }));
    return node;
  }
  const kind = request.faults ? 'fault' : request.problem ? 'bad' : 'ok';
  if (kind === 'ok') node.append(shape('circle', { class: 'ok', cx: x, cy: y, r: 5 }));
  else if (kind === 'bad') node.append(shape('path', { class: 'bad', d: 'M' + x + ' ' + (y - 7) + 'l7 12h-14z' }));
  else node.append(shape('rect', { class: 'fault', x: x - 5.5, y: y - 5.5, width: 11, height: 11 }));
  const status = request.status === undefined ? 'cut' : String(request.status);
  node.append(shape('text', { x, y: 54, 'text-anchor': 'middle', class: 'status-' + kind }, status));
  return node;
}

/** The time of day over the first column and over each one after a jump of a minute or more. */
function timeLabel(index, x) {
  const before = Math.max(...columns.slice(Math.max(0, index - 5), index).map((column) => column.at));
  if (index > 0 && columns[index].at - before < 60000) return [];
  return [shape('text', { x, y: 14, 'text-anchor': 'middle' }, clock(columns[index].at).slice(0, 5))];
}

function drawBar(bars, ends, token, y, width) {
  const lane = token.tokenKind === 'refresh' ? 14 : 0;
  const x1 = LEFT + token.from * COLUMN + COLUMN / 2;
  const x2 = token.to === undefined ? width - RIGHT : LEFT + token.to * COLUMN + COLUMN / 2;
  const top = y + 24 + lane;
  const bar = shape('rect', { class: 'bar-' + token.tokenKind + (token.end ? ' ended' : ''), x: x1, y: top, width: Math.max(3, x2 - x1), height: 9, rx: 2 });
  bar.append(shape('title', {}, token.token));
  bars.append(bar);
  if (token.end === 'killed') ends.append(shape('path', { class: 'end-killed', d: 'M' + (x2 - 5) + ' ' + (top - 0.5) + 'l10 10m0 -10l-10 10' }));
  else if (token.end === 'spent') ends.append(shape('circle', { class: 'end-spent', cx: x2, cy: top + 4.5, r: 4 }));
  else if (token.end === 'expired') ends.append(shape('path', { class: 'end-expired', d: 'M' + x2 + ' ' + (top - 3) + 'v15' }));
  else ends.append(shape('text', { x: x2 + 6, y: top + 8.5, 'data-expires': token.expiresAt }, left(token.expiresAt - now())));
}

function draw() {
  drawn = true;
  group();
  const keep = document.activeElement && document.activeElement.getAttribute('data-key');
  const inTimeline = scroller.contains(document.activeElement);
  const tokens = tokensShown();
  const logins = [...new Map(tokens.map((token) => [token.lineage, token])).values()].slice(-MAX_ROWS);
  const width = Math.max(LEFT + columns.length * COLUMN + RIGHT, scroller.clientWidth - 2);
  const height = TOP + Math.max(1, logins.length) * ROW;
  const svg = shape('svg', { width, height, role: 'group', 'aria-label': 'What happened, oldest first' });
  const newest = columns.length - 1;
  const current = Math.max(columns.findIndex((column) => column.key === selected), -1);
  columns.forEach((column, index) => {
    const x = LEFT + index * COLUMN;
    const node = shape('g', {
      class: 'column', role: 'button', 'data-key': column.key, 'aria-pressed': String(column.key === selected),
      tabindex: index === (current === -1 ? newest : current) ? 0 : -1,
      'aria-label': clock(column.at) + ' ' + headline(column) + (column.request && column.request.problem ? ': ' + column.request.problem : ''),
    });
    node.append(shape('rect', { class: 'hit', x: x + 1, y: 2, width: COLUMN - 2, height: height - 4, rx: 4 }), marker(column, x + COLUMN / 2), ...timeLabel(index, x + COLUMN / 2));
    svg.append(node);
  });
  logins.forEach((login, index) => {
    const y = TOP + index * ROW;
    const row = shape('g', { 'pointer-events': 'none' });
    row.append(shape('path', { class: 'grid', d: 'M0 ' + y + 'h' + width }));
    const ends = shape('g', {});
    for (const token of tokens) if (token.lineage === login.lineage) drawBar(row, ends, token, y, width);
    row.append(ends);
    row.append(shape('text', { class: 'name', x: LEFT, y: y + 16, 'data-stick': '' }, 'login ' + login.lineage + '  ' + login.clientId + '  ' + login.subject));
    svg.append(row);
  });
  scroller.replaceChildren(columns.length ? svg : element('p', 'empty', 'Nothing has happened yet. Send a request to the mock and it appears here.'));
  if (following) scroller.scrollLeft = width;
  stick();
  if (keep && inTimeline) {
    const again = svg.querySelector('[data-key="' + keep + '"]');
    if (again) again.focus({ preventScroll: true });
  }
  drawList();
  drawDetail();
  tick();
}

/** Names stay in view while their row is scrolled. */
function stick() {
  for (const name of scroller.querySelectorAll('[data-stick]')) name.setAttribute('x', LEFT + scroller.scrollLeft);
}

function drawList() {
  const only = byId('only').checked;
  const list = byId('list');
  const kept = list.contains(document.activeElement) ? document.activeElement.getAttribute('data-key') : null;
  const items = columns.filter((column) => !only || isProblem(column)).reverse().map((column) => {
    const item = element('li');
    const button = element('button');
    button.type = 'button';
    button.setAttribute('data-key', column.key);
    button.setAttribute('aria-pressed', String(column.key === selected));
    button.append(element('time', '', clock(column.at)), document.createTextNode(headline(column)));
    if (column.request && column.request.problem) button.append(element('div', 'wrong', column.request.problem));
    for (const fault of (column.request && column.request.faults) || []) button.append(element('div', 'faulted', 'fault ' + fault));
    item.append(button);
    return item;
  });
  list.replaceChildren(...(items.length ? items : [element('li', 'empty', only ? 'No problem so far.' : 'Nothing yet.')]));
  if (kept) { const again = list.querySelector('[data-key="' + kept + '"]'); if (again) again.focus({ preventScroll: true }); }
}

function drawDetail() {
  const column = columns.find((one) => one.key === selected);
  const detail = byId('detail');
  if (!column) {
    detail.replaceChildren(element('p', '', 'Choose a column or a line to see what it did.'));
    return;
  }
  const lines = [element('p', '', clock(column.at) + '  ' + headline(column))];
  const request = column.request;
  if (request && request.clientId) lines.push(element('p', '', 'application ' + request.clientId));
  if (request && request.problem) lines.push(element('p', 'wrong', request.problem));
  for (const fault of (request && request.faults) || []) lines.push(element('p', 'faulted', 'fault ' + fault));
  if (request) for (const effect of column.effects) lines.push(element('p', '', sentence(effect)));
  detail.replaceChildren(...lines);
}

function select(key, focus) {
  selected = key;
  for (const node of document.querySelectorAll('[data-key]')) {
    const same = node.getAttribute('data-key') === String(key);
    node.setAttribute('aria-pressed', String(same));
    if (node.classList.contains('column')) {
      node.setAttribute('tabindex', same ? '0' : '-1');
      if (same && focus) {
        node.focus({ preventScroll: true });
        const x = node.firstChild.getAttribute('x') - 0;
        if (x < scroller.scrollLeft || x + COLUMN > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = x - scroller.clientWidth / 2;
      }
    }
  }
  drawDetail();
}

function schedule() {
  if (!drawn) return;
  drawn = false;
  requestAnimationFrame(draw);
}

function take(entry) {
  if (entry.kind === 'reset') { entries = []; selected = null; }
  if (entries.length && entry.sequence <= entries[entries.length - 1].sequence) return;
  entries.push(entry);
  if (entries.length > MAX_ENTRIES) entries = entries.slice(-MAX_ENTRIES);
}

async function load() {
  const ledger = await (await fetch('ledger')).json();
  offset = ledger.now - Date.now();
  entries = [];
  for (const entry of ledger.entries) take(entry);
  drawn = true;
  schedule();
}

scroller.addEventListener('keydown', (event) => {
  const at = columns.findIndex((column) => String(column.key) === event.target.getAttribute('data-key'));
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: columns.length - 1, Enter: at, ' ': at }[event.key];
  if (at === -1 || to === undefined) return;
  event.preventDefault();
  const column = columns[Math.min(Math.max(to, 0), columns.length - 1)];
  following = column === columns[columns.length - 1];
  select(column.key, true);
});
document.addEventListener('click', (event) => {
  const node = event.target.closest('[data-key]');
  if (node) select(Number(node.getAttribute('data-key')), node.classList.contains('column'));
});
scroller.addEventListener('scroll', () => {
  following = scroller.scrollLeft + scroller.clientWidth >= scroller.scrollWidth - COLUMN;
  stick();
});
byId('only').addEventListener('change', drawList);
addEventListener('resize', schedule);
function tick() {
  byId('now').textContent = new Date(now()).toISOString().replace('T', ' ').slice(0, 19) + ' UTC';
  for (const node of scroller.querySelectorAll('[data-expires]')) node.textContent = left(node.getAttribute('data-expires') - now());
}
setInterval(tick, 500);

const events = new EventSource('events');
const waiting = [];
events.addEventListener('hello', () => {
  byId('link').className = 'live';
  byId('link').textContent = 'live';
  loading = load().then(() => { loading = null; for (const entry of waiting.splice(0)) take(entry); schedule(); });
});
events.addEventListener('message', (event) => {
  const { now: there, entry } = JSON.parse(event.data);
  offset = there - Date.now();
  if (loading) waiting.push(entry);
  else { take(entry); schedule(); }
});
events.addEventListener('error', () => {
  byId('link').className = '';
  byId('link').textContent = 'connection lost, trying again';
});
`;
