import type { Preference } from './answers.ts';

/** Reads `Prefer: code=400, example=invalid_grant` (RFC 7240), as Prism's own server understands it. */
export function preferenceOf(header: string | undefined): Preference {
  const preference: { code?: number; example?: string } = {};
  for (const part of (header ?? '').split(/[,;]/)) {
    const [name = '', value = ''] = part.split('=').map((text) => text.trim().replaceAll('"', ''));
    if (name === 'code' && /^[1-5]\d\d$/.test(value)) preference.code = Number(value);
    if (name === 'example' && value !== '') preference.example = value;
  }
  return preference;
}
