import type { TwinState } from './state/twin-state.ts';

/** The seconds a token has left, as `expires_in` says them. */
export function secondsLeft(expiresAt: number, state: TwinState): number {
  return Math.max(0, Math.round((expiresAt - state.clock.now()) / 1000));
}

/** `expires_in` in the type that the trait names, or nothing. */
export function expiresInField(expiresAt: number, state: TwinState): { readonly expires_in?: number | string } {
  const seconds = secondsLeft(expiresAt, state);
  const { expiresIn } = state.options.traits;
  if (expiresIn === 'absent') return {};
  return { expires_in: expiresIn === 'string' ? String(seconds) : seconds };
}

/** Adds and removes the fields that the traits name. */
export function adjustFields(fields: Readonly<Record<string, unknown>>, state: TwinState): Record<string, unknown> {
  const { extraTokenFields, omittedTokenFields } = state.options.traits;
  const adjusted: Record<string, unknown> = { ...fields, ...extraTokenFields };
  for (const name of omittedTokenFields) Reflect.deleteProperty(adjusted, name);
  return adjusted;
}
