import type { MockAuthority } from '../authority.ts';
import { MockAuthorityError } from '../errors.ts';
import { decodeUtf8 } from '../wire/form.ts';
import { mediaTypeOf } from '../wire/message.ts';
import type { WireRequest, WireResponse } from '../wire/message.ts';

/** A request to the control route that cannot be followed. */
class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Body = Readonly<Record<string, unknown>>;
type Action = (authority: MockAuthority, body: Body, request: WireRequest) => unknown;

/** An answer of the control route. */
export function jsonAnswer(status: number, body: unknown): WireResponse {
  const headers = { 'cache-control': 'no-store' };
  if (status === 204) return { status, headers, body: '' };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: `${JSON.stringify(body)}\n` };
}

function bodyOf(request: WireRequest): Body {
  if (request.method !== 'POST' || request.body.length === 0) {
    if (request.method === 'POST' && mediaTypeOf(request.headers) !== 'application/json') {
      throw new ControlError(415, 'send application/json; {} if there is nothing to say');
    }
    return {};
  }
  if (mediaTypeOf(request.headers) !== 'application/json') throw new ControlError(415, 'send application/json');
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(request.body) ?? '');
  } catch {
    throw new ControlError(400, 'the body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ControlError(400, 'the body is not a JSON object');
  }
  return { ...value };
}

/** The members of a body, each of the type or one of the words it is to have; one that nobody knows is an error, for it is a typing slip. */
function only(body: Body, types: Readonly<Record<string, 'string' | 'number' | readonly string[]>>): Body {
  for (const [name, value] of Object.entries(body)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (!type)
      throw new ControlError(400, `there is no member ${name}; the members are ${Object.keys(types).join(', ')}`);
    if (typeof type === 'string') {
      if (typeof value !== type) throw new ControlError(400, `${name} is a ${type}`);
    } else if (!type.some((choice) => choice === value)) {
      throw new ControlError(400, `${name} is one of ${type.join(', ')}`);
    }
  }
  return body;
}

function wantsSecrets(request: WireRequest): { readonly secrets: boolean } {
  return { secrets: request.url.searchParams.get('secrets') === 'true' };
}

function lastOf(request: WireRequest): { readonly last?: number } {
  const last = request.url.searchParams.get('last');
  if (last === null) return {};
  if (!/^\d{1,15}$/u.test(last))
    throw new ControlError(400, `last is a whole number from 0 up, not ${JSON.stringify(last)}`);
  return { last: Number(last) };
}

function moveClock(authority: MockAuthority, body: Body): unknown {
  const names = Object.keys(body);
  const { advanceMs, set } = body;
  if (names.length !== 1 || (typeof advanceMs !== 'number' && typeof set !== 'number' && typeof set !== 'string')) {
    throw new ControlError(400, 'give advanceMs (a number), or set (milliseconds since the epoch or an ISO 8601 text)');
  }
  if (typeof set === 'string' && Number.isNaN(Date.parse(set))) {
    throw new ControlError(
      400,
      `set takes milliseconds since the epoch or an ISO 8601 text, not ${JSON.stringify(set)}`,
    );
  }
  try {
    if (typeof advanceMs === 'number') authority.clock.advance(advanceMs);
    else authority.clock.set(typeof set === 'string' ? Date.parse(set) : Number(set));
  } catch (error) {
    throw new ControlError(400, error instanceof Error ? error.message : 'the clock cannot be moved there');
  }
  return clockView(authority);
}

function clockView(authority: MockAuthority): unknown {
  const now = authority.clock.now();
  return { now, iso: new Date(now).toISOString() };
}

function addFault(authority: MockAuthority, body: Body): unknown {
  const { fault } = body;
  if (Object.keys(body).length !== 1 || (typeof fault !== 'string' && (typeof fault !== 'object' || fault === null))) {
    throw new ControlError(400, 'give fault: an expression such as "status=503;on=2", or an object');
  }
  const id = authority.faults.add(fault);
  return authority.faults.list().find((one) => one.id === id);
}

function approve(authority: MockAuthority, body: Body): unknown {
  const { userId } = body;
  if (Object.keys(body).length !== 1 || (typeof userId !== 'string' && userId !== null)) {
    throw new ControlError(400, 'give userId: the user who logs in, or null to refuse logins');
  }
  authority.approveAs(userId ?? undefined);
  return { userId };
}

function stateView(authority: MockAuthority): unknown {
  return {
    provider: authority.provider,
    domainId: authority.domainId,
    clients: authority.clients.map(({ clientId, clientSecret, redirectUris = [], disabled = false }) => ({
      clientId,
      confidential: clientSecret !== undefined,
      redirectUris,
      disabled,
    })),
    users: authority.users,
    traits: authority.traits,
    clock: clockView(authority),
    faults: authority.faults.list(),
    sizes: authority.sizes(),
  };
}

const CODE_MEMBERS = {
  clientId: 'string',
  userId: 'string',
  redirectUri: 'string',
  scope: 'string',
  codeChallenge: 'string',
  codeChallengeMethod: ['S256', 'plain'],
  nonce: 'string',
} as const;

const KILL_MEMBERS = {
  token: 'string',
  tokenKind: ['access', 'refresh'],
  lineage: 'number',
  clientId: 'string',
} as const;

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /state': (authority) => stateView(authority),
  'GET /ledger': (authority) => authority.ledger(),
  'GET /received': (authority, _body, request) => ({
    requests: authority.received({ ...wantsSecrets(request), ...lastOf(request) }),
  }),
  'GET /tokens': (authority, _body, request) => ({ tokens: authority.tokens(wantsSecrets(request)) }),
  'POST /tokens/kill': (authority, body) => ({ killed: authority.kill(only(body, KILL_MEMBERS)) }),
  'GET /faults': (authority) => ({ faults: authority.faults.list() }),
  'POST /faults': addFault,
  'DELETE /faults': (authority) => {
    authority.faults.clear();
  },
  'GET /clock': (authority) => clockView(authority),
  'POST /clock': moveClock,
  'POST /code': (authority, body) => authority.issueCode(only(body, CODE_MEMBERS)),
  'POST /approve': approve,
  'GET /private-key': async (authority) => ({ privateKeyPem: await authority.privateKeyPem() }),
  'POST /reset': (authority) => {
    authority.reset();
  },
};

function actionFor(method: string, path: string): Action {
  const action = ACTIONS[`${method} ${path}`];
  if (action) return action;
  const faultId = /^\/faults\/([\w-]+)$/u.exec(path)?.[1];
  if (method === 'DELETE' && faultId !== undefined) {
    return (authority) => {
      if (!authority.faults.remove(faultId)) throw new ControlError(404, `there is no fault ${faultId}`);
    };
  }
  const methods = Object.keys(ACTIONS).filter((route) => route.split(' ')[1] === path);
  if (methods.length > 0) throw new ControlError(405, `${method} is no method of this path: ${methods.join(', ')}`);
  throw new ControlError(404, `there is no such path; the routes are ${Object.keys(ACTIONS).join(', ')}`);
}

/** Answers one request to the control route, JSON in and out; see `docs/control.md`. */
export async function controlAnswer(
  authority: MockAuthority,
  request: WireRequest,
  path: string,
): Promise<WireResponse> {
  try {
    const action = actionFor(request.method, path);
    const result: unknown = await action(authority, bodyOf(request), request);
    if (result === undefined) return jsonAnswer(204, undefined);
    return jsonAnswer(request.method === 'POST' && path === '/faults' ? 201 : 200, result);
  } catch (error) {
    if (error instanceof ControlError) return jsonAnswer(error.status, { error: error.message });
    if (error instanceof MockAuthorityError) return jsonAnswer(400, { error: error.message, code: error.code });
    throw error;
  }
}
