import { crossOriginOf } from './cross-origin.ts';
import { deliver } from './faults/delivery.ts';
import type { Delivery } from './faults/delivery.ts';
import type { FaultBook } from './faults/fault-book.ts';
import type { ProviderTwin } from './provider.ts';
import type { Exchange, ReceivedBook } from './received.ts';
import type { TwinState } from './state/twin-state.ts';
import { readBasic } from './wire/basic.ts';
import { decodeForm, decodeUtf8 } from './wire/form.ts';
import { mediaTypeOf } from './wire/message.ts';
import type { WireRequest, WireResponse } from './wire/message.ts';
import { Refusal } from './wire/refusal.ts';

/** The parts that one exchange goes through. */
export interface ExchangeParts {
  readonly state: TwinState;
  readonly provider: ProviderTwin;
  readonly faults: FaultBook;
  readonly received: ReceivedBook;
}

interface Claimed {
  readonly grantType?: string;
  readonly clientId?: string;
}

/** Of what a client sends, this much goes into a log line. */
const SHOWN_CHARACTERS = 100;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, SHOWN_CHARACTERS) : undefined;
}

function bodyFields(request: WireRequest): Readonly<Record<string, unknown>> {
  const body = request.body.length === 0 || request.body.length > 65_536 ? undefined : decodeUtf8(request.body);
  if (body === undefined) return {};
  if (mediaTypeOf(request.headers) !== 'application/json') {
    const form = decodeForm(body);
    return form.ok ? Object.fromEntries(form.fields) : {};
  }
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** What a request says it is, for faults and the log. Nothing of it is believed. */
function claimed(request: WireRequest): Claimed {
  const fields = bodyFields(request);
  const query = request.url.searchParams;
  const basic = readBasic(request.headers);
  const grantType = text(fields['grant_type']) ?? text(query.get('grant_type'));
  const clientId =
    text(fields['client_id']) ??
    text(fields['app_id']) ??
    text(query.get('client_id')) ??
    (typeof basic === 'object' ? text(basic.clientId) : undefined);
  return { ...(grantType !== undefined && { grantType }), ...(clientId !== undefined && { clientId }) };
}

function allowedMethods(provider: ProviderTwin, path: string): string[] {
  return Object.keys(provider.routes)
    .map((route) => route.split(' '))
    .filter(([, known]) => known === path)
    .map(([method = '']) => method);
}

/** Answers a request, or says what is wrong with it. */
async function answer(
  request: WireRequest,
  parts: ExchangeParts,
  requestId: string,
): Promise<{ response: WireResponse; problem?: string }> {
  const { provider, state } = parts;
  const path = request.url.pathname;
  try {
    const route = provider.routes[`${request.method} ${path}`];
    if (!route) throw provider.noRoute(request, allowedMethods(provider, path));
    if (request.bodyTooLarge) throw provider.bodyTooLarge(state.options.maxBodyBytes);
    return { response: await route(request, state, requestId) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { response: provider.refusalResponse(error, state, requestId), problem: error.details.problem };
  }
}

/**
 * One exchange: faults are drawn, the provider answers, and what happened is written down. The one place where the
 * `Date` header, by the authority's clock, and the provider's common headers are added.
 */
export async function exchange(request: WireRequest, parts: ExchangeParts): Promise<Delivery> {
  const { state, provider } = parts;
  const requestId = state.random.uuid().toUpperCase();
  const path = request.url.pathname;
  const at = state.clock.now();
  const claims = claimed(request);
  const { headers: pageHeaders, preflight } = crossOriginOf(request, provider, state.options.traits.allowedOrigins);
  // A fault that is meant for a request is not used up by what a browser asks before it.
  const met = preflight ? [] : parts.faults.meet({ method: request.method, path, grantType: claims.grantType });
  let problem: string | undefined;

  const delivery = await deliver(
    met.map(({ fault }) => fault),
    path,
    async () => {
      const answered = preflight ? { response: preflight } : await answer(request, parts, requestId);
      problem = answered.problem;
      return answered.response;
    },
    (fault, status) => provider.faultResponse(fault, status, state, requestId),
  );

  const cut = delivery.ending === 'lost' || delivery.ending === 'reset';
  const outcome: Exchange = {
    requestId,
    at,
    method: request.method,
    path,
    ...claims,
    ...(!cut && { status: delivery.response.status }),
    ...(problem !== undefined && { problem }),
    ...(met.length > 0 && { faults: met.map(({ expression }) => expression) }),
  };
  const { at: _at, ...entry } = outcome;
  state.ledger.record({ kind: 'request', ...entry });
  parts.received.add(request, outcome);
  state.options.onRequest?.(outcome);

  const date = new Date(state.clock.now() + delivery.skewMs).toUTCString();
  const headers = { date, ...provider.commonHeaders(requestId), ...pageHeaders, ...delivery.response.headers };
  return { ...delivery, response: { ...delivery.response, headers } };
}
