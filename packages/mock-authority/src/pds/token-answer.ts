import { base64url } from 'jose';
import type { MockUser } from '../options.ts';
import type { TwinState } from '../state/twin-state.ts';
import type { IssuedTokens, Lineage, TokenRecipe } from '../state/vault.ts';
import { adjustFields, expiresInField } from '../token-answer.ts';

const ENCODED_HEADER = base64url.encode(JSON.stringify({ alg: 'RS256', typ: 'JWT' }));
const SCOPES = ['DRIVE.ALL', 'SHARE.ALL', 'FILE.ALL', 'USER.ALL'];

/**
 * An access token that looks like the vendor's: a JWT with `userId` and `customJson` instead of the usual claims,
 * whose own `exp` lies a minute after `expires_in` ends. Its signature is chance, for nobody but the authority has
 * the key; to a client it is opaque.
 */
function accessTokenFor(lineage: Lineage, user: MockUser | undefined, state: TwinState): string {
  const issuedAt = Math.floor(state.clock.now() / 1000);
  const { options, random } = state;
  const customJson = JSON.stringify({
    clientId: lineage.clientId,
    domainId: options.domainId,
    scope: SCOPES,
    role: user?.role ?? 'user',
    ref: '',
    device_id: random.hex(32),
  });
  const exp = issuedAt + Math.round(options.accessLifetimeMs / 1000) + 60;
  const payload = base64url.encode(JSON.stringify({ userId: lineage.subject, customJson, exp, iat: issuedAt }));
  return `${ENCODED_HEADER}.${payload}.${random.token(128)}`;
}

/** What the next generation of a lineage is made from. */
export function pdsRecipe(lineage: Lineage, user: MockUser | undefined, state: TwinState): TokenRecipe {
  return {
    accessToken: accessTokenFor(lineage, user, state),
    accessLifetimeMs: state.options.accessLifetimeMs,
    refreshToken: state.options.traits.refreshTokens ? state.random.hex(32) : undefined,
    refreshLifetimeMs: state.options.refreshLifetimeMs,
  };
}

function expireTimeField(expiresAt: number, state: TwinState): { readonly expire_time?: string } {
  const time = new Date(expiresAt).toISOString();
  const { expireTime } = state.options.traits;
  if (expireTime === 'absent') return {};
  return { expire_time: expireTime === 'milliseconds' ? time : time.replace(/\.\d+Z$/u, 'Z') };
}

function driveIdField(user: MockUser, state: TwinState): { readonly default_drive_id: string | number } {
  const id = user.driveId ?? '1';
  const asNumber = state.options.traits.defaultDriveId === 'number' && /^\d+$/u.test(id);
  return { default_drive_id: asNumber ? Number(id) : id };
}

/** The token answer: the fields of the SDK page's sample. */
export function pdsTokenAnswer(
  issued: IssuedTokens,
  state: TwinState,
  extra: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { lineage, access, refresh } = issued;
  const user: MockUser = state.user(lineage.subject) ?? { userId: lineage.subject, role: 'superadmin', driveId: '' };
  return adjustFields(
    {
      access_token: access.value,
      ...(refresh && { refresh_token: refresh.value }),
      ...expiresInField(access.expiresAt, state),
      token_type: 'Bearer',
      user_id: user.userId,
      user_name: user.userName ?? '',
      avatar: '',
      nick_name: user.displayName ?? '',
      ...driveIdField(user, state),
      role: user.role ?? 'user',
      status: 'enabled',
      ...expireTimeField(access.expiresAt, state),
      is_first_login: false,
      domain_id: state.options.domainId,
      ...extra,
    },
    state,
  );
}
