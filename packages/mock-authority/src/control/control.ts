import type { ServerResponse } from 'node:http';
import type { MockAuthority } from '../authority.ts';
import { timelinePage } from '../page/page.ts';
import type { ControlHandler } from '../transport/http.ts';
import type { WireRequest, WireResponse } from '../wire/message.ts';
import { streamEvents } from './events.ts';
import { controlAnswer, jsonAnswer } from './routes.ts';

const PREFIX = '/__mock';

/**
 * A web page of another origin must not drive the mock of the developer who visits it: browsers say where a request
 * comes from (Fetch Metadata), and only JSON bodies are taken, which such a page cannot send unasked.
 */
function isForeign(request: WireRequest): boolean {
  const site = request.headers.get('sec-fetch-site');
  return site !== null && site !== 'same-origin' && site !== 'none';
}

function write(response: ServerResponse, answer: WireResponse): void {
  response.sendDate = true;
  // A 204 has neither a type nor a length (RFC 9110 section 8.6).
  const length = answer.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(answer.body)) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(answer.body);
}

/** The control route of an authority, for its HTTP servers. */
export function createControl(authority: MockAuthority): ControlHandler {
  return async (request, response) => {
    const { pathname } = request.url;
    if (pathname !== PREFIX && !pathname.startsWith(`${PREFIX}/`)) return false;
    const route = `${request.method} ${pathname.slice(PREFIX.length)}`;
    if (isForeign(request))
      write(response, jsonAnswer(403, { error: 'the control route is for pages of its own origin' }));
    else if (request.bodyTooLarge) write(response, jsonAnswer(413, { error: 'the body is too large' }));
    else if (route === 'GET ') response.writeHead(302, { location: `${PREFIX}/` }).end();
    else if (route === 'GET /') write(response, timelinePage(authority.provider));
    else if (route === 'GET /events') streamEvents(authority, response);
    else write(response, await controlAnswer(authority, request, pathname.slice(PREFIX.length)));
    return true;
  };
}
