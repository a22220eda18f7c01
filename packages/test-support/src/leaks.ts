import { inspect } from 'node:util';

/** A secret that is hard to mask: it holds what every encoding changes. */
export const canary = 'Zq+7/k=%W"x\\ üP9canary~Secret!';

/** Every way in which an error, or any value, can be looked at. */
export function everyView(value: unknown): string {
  const views: string[] = [];
  const seen = new Set<unknown>();
  const look = (each: unknown): void => {
    if (seen.has(each)) return;
    seen.add(each);
    views.push(String(each), inspect(each, { depth: 20, showHidden: true, getters: true }), safeJson(each));
    if (typeof each !== 'object' || each === null) return;
    if (each instanceof Error) views.push(each.message, each.stack ?? '', each.name);
    for (const key of Reflect.ownKeys(each)) look((each as Record<PropertyKey, unknown>)[key]);
  };
  look(value);
  return views.join('\n');
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}

/** The forms in which a well-formed text may show: raw, percent-, form- and JSON-encoded, base64 at each alignment. */
export function formsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift, 'x'), bytes]);
    return padded
      .toString('base64')
      .replaceAll('=', '')
      .slice(shift === 0 ? 0 : shift + 1);
  });
  const percent = encodeURIComponent(secret);
  const quoted = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    quoted,
    quoted.replaceAll(/[\u0080-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ...base64,
    ...base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** The parts of `secret`, 12 characters or longer in any encoding, that `view` shows. Empty when it leaks nothing. */
export function leaksOf(secret: string, view: string): string[] {
  const found: string[] = [];
  for (const form of formsOf(secret)) {
    const size = Math.min(12, form.length);
    for (let index = 0; index + size <= form.length; index += 1) {
      const part = form.slice(index, index + size);
      // Inspecting a string escapes what it quotes.
      if (view.includes(part) || view.includes(JSON.stringify(part).slice(1, -1))) {
        found.push(part);
        break;
      }
    }
  }
  return found;
}
