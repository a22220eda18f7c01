import { MockAuthorityError } from './errors.ts';

/** The shapes of a PDS error: JSON in two spellings, headers alone, XML, an HTML page, a word of text. */
export type PdsErrorShape = 'json' | 'capitalised' | 'gateway' | 'xml' | 'html' | 'text';
/** The shapes of a OneAccess error: as each page documents it, one of the two pairs, or both in one body. */
export type OneAccessErrorShape = 'documented' | 'oauth' | 'coded' | 'both';

/**
 * How this authority behaves where the real ones differ, can be configured, or are not documented. Times are in
 * seconds. Each has a default; those marked PDS or OneAccess are read by that provider only.
 */
export interface MockTraits {
  /** Hand out refresh tokens. PDS: true. OneAccess: false, until an application is given a validity for them. */
  readonly refreshTokens: boolean;
  /** A refresh gives a new refresh token and spends the old one. Default true. */
  readonly rotateRefreshTokens: boolean;
  /** How long a spent refresh token still gives its successor again, while that one is unused. Default 0. */
  readonly refreshTokenGraceSeconds: number;
  /** A spent refresh token that comes back ends the whole login (RFC 9700 section 4.14.2). Default true. */
  readonly reuseKillsLineage: boolean;
  /** A code that comes back ends the login it began (RFC 6749 section 4.1.2). Default true. */
  readonly codeReuseKillsLineage: boolean;
  /** A refresh ends the access token before it. PDS: true, as its SDK page says. OneAccess: false. */
  readonly refreshKillsAccessToken: boolean;
  /** The type of `expires_in`, or no such field. Default `number`. */
  readonly expiresIn: 'number' | 'string' | 'absent';
  /** PDS: `expire_time` with or without milliseconds, or no such field. Default `seconds`, as recorded. */
  readonly expireTime: 'seconds' | 'milliseconds' | 'absent';
  /** PDS: the type of `default_drive_id`. Default `string`; the sample of the API page has a number. */
  readonly defaultDriveId: 'string' | 'number';
  /** PDS: the shape of error answers. Default `json`. */
  readonly pdsErrorShape: PdsErrorShape;
  /** PDS: `requestId` in an error body. Default `null`, as recorded; the true one is in a header. */
  readonly errorRequestId: 'null' | 'value' | 'absent';
  /** PDS: what an expired access token is answered with. Default `AccessTokenInvalid`. */
  readonly expiredAccessTokenCode: 'AccessTokenInvalid' | 'TokenExpired';
  /** PDS: the OAuth endpoint refreshes tokens of JWT applications too. Default false: no source says so. */
  readonly refreshJwtAppsAtOAuthEndpoint: boolean;
  /** PDS: the longest life of an assertion, and how old its `iat` may be. Default 600. */
  readonly assertionWindowSeconds: number;
  /** PDS: how far an assertion's times may be off. Default 0. */
  readonly clockToleranceSeconds: number;
  /** OneAccess: the shape of error answers. Default `documented`. */
  readonly oneAccessErrorShape: OneAccessErrorShape;
  /** OneAccess: the status of `invalid_client`. Default 401; the pages give none. */
  readonly invalidClientStatus: '400' | '401';
  /** OneAccess: take HTTP Basic at the v1 token endpoint. Default false: its pages document the body only. */
  readonly basicAtOAuthEndpoint: boolean;
  /** Whether applications may use the implicit flow. Default false. */
  readonly implicitFlow: boolean;
  /** OneAccess: `cached` hands out a tenant token again with the life it has left. Default `new`. */
  readonly tenantTokens: 'new' | 'cached';
  /** Fields to add to every token answer, or to replace in it. */
  readonly extraTokenFields: Readonly<Record<string, unknown>>;
  /** Fields to leave out of every token answer. */
  readonly omittedTokenFields: readonly string[];
  /**
   * PDS: the web origins, `https://app.example`, whose pages may call the token API and the resource by script (CORS).
   * Default none: no source says whether PDS answers pages of other origins. x-guess: that it does, and what it allows.
   */
  readonly allowedOrigins: readonly string[];
}

const COMMON: MockTraits = {
  refreshTokens: true,
  rotateRefreshTokens: true,
  refreshTokenGraceSeconds: 0,
  reuseKillsLineage: true,
  codeReuseKillsLineage: true,
  refreshKillsAccessToken: true,
  expiresIn: 'number',
  expireTime: 'seconds',
  defaultDriveId: 'string',
  pdsErrorShape: 'json',
  errorRequestId: 'null',
  expiredAccessTokenCode: 'AccessTokenInvalid',
  refreshJwtAppsAtOAuthEndpoint: false,
  assertionWindowSeconds: 600,
  clockToleranceSeconds: 0,
  oneAccessErrorShape: 'documented',
  invalidClientStatus: '401',
  basicAtOAuthEndpoint: false,
  implicitFlow: false,
  tenantTokens: 'new',
  extraTokenFields: {},
  omittedTokenFields: [],
  allowedOrigins: [],
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  expiresIn: ['number', 'string', 'absent'],
  expireTime: ['seconds', 'milliseconds', 'absent'],
  defaultDriveId: ['string', 'number'],
  pdsErrorShape: ['json', 'capitalised', 'gateway', 'xml', 'html', 'text'],
  errorRequestId: ['null', 'value', 'absent'],
  expiredAccessTokenCode: ['AccessTokenInvalid', 'TokenExpired'],
  oneAccessErrorShape: ['documented', 'oauth', 'coded', 'both'],
  invalidClientStatus: ['400', '401'],
  tenantTokens: ['new', 'cached'],
};

/** The traits of each provider before anyone changes them. */
export const defaultTraits: Readonly<Record<'aliyun-pds' | 'huawei-oneaccess', MockTraits>> = {
  'aliyun-pds': COMMON,
  'huawei-oneaccess': { ...COMMON, refreshTokens: false, refreshKillsAccessToken: false },
};

function invalid(message: string): MockAuthorityError {
  return new MockAuthorityError('invalid_option', message);
}

function checkTrait(name: string, value: unknown, usual: unknown): void {
  const choices = CHOICES[name];
  if (choices) {
    if (!choices.includes(String(value))) {
      throw invalid(`trait ${name}: ${JSON.stringify(value)} is not one of ${choices.join(', ')}`);
    }
  } else if (typeof usual === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw invalid(`trait ${name}: a number of seconds, 0 or more, is needed, not ${JSON.stringify(value)}`);
    }
  } else if (typeof value !== typeof usual || value === null || Array.isArray(value) !== Array.isArray(usual)) {
    const wanted = Array.isArray(usual) ? 'an array' : `a value of type ${typeof usual}`;
    throw invalid(`trait ${name}: ${wanted} is needed, not ${JSON.stringify(value)}`);
  }
  if (name === 'allowedOrigins') checkOrigins(value as readonly unknown[]);
}

/** A browser compares origins as texts, so they have to be spelt as it spells them; `*` would let everybody in. */
function checkOrigins(origins: readonly unknown[]): void {
  for (const origin of origins) {
    const url = typeof origin === 'string' && URL.canParse(origin) ? new URL(origin) : undefined;
    if (url === undefined || url.origin !== origin || !/^https?:$/u.test(url.protocol)) {
      throw invalid(
        `trait allowedOrigins: ${JSON.stringify(origin)} is no origin of a page, such as https://app.example or http://127.0.0.1:3000`,
      );
    }
  }
}

/**
 * Completes traits with the defaults of a provider.
 *
 * @throws MockAuthorityError `invalid_option` for an unknown name or a value that the trait cannot have.
 */
export function resolveTraits(provider: keyof typeof defaultTraits, given: Partial<MockTraits> = {}): MockTraits {
  const usual: Record<string, unknown> = { ...defaultTraits[provider] };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(usual, name)) {
      throw invalid(`trait ${name} does not exist; the traits are ${Object.keys(usual).join(', ')}`);
    }
    checkTrait(name, value, usual[name]);
    usual[name] = value;
  }
  // Every name is one of the defaults' and every value was checked against its default's.
  return usual as unknown as MockTraits;
}

/**
 * Reads a trait from text, as the command line and the control route give it: `true`, a number, a word, or JSON.
 *
 * @throws MockAuthorityError `invalid_option` when the text is not `name=value`.
 */
export function parseTrait(text: string): Partial<MockTraits> {
  const equals = text.indexOf('=');
  if (equals < 1) throw invalid(`trait ${JSON.stringify(text)}: write name=value, for instance refreshTokens=true`);
  const name = text.slice(0, equals);
  const value = text.slice(equals + 1);
  if (Object.hasOwn(CHOICES, name)) return { [name]: value };
  try {
    return { [name]: JSON.parse(value) as unknown };
  } catch {
    return { [name]: value };
  }
}
