import type { Answer } from './exchange.ts';
import { requireShape } from './shape.ts';

/** Bytes of an error answer that are looked at. An error of an authority has a few hundred. */
const mostBytes = 65_536;

/**
 * The beginning of an answer that may be an error, for what reads errors: nobody waits for the end of one that is too
 * long, or never ends. What breaks off counts as far as it came.
 *
 * @param response is read; hand in a copy
 */
export async function readBeginning(response: Response): Promise<Pick<Answer, 'status' | 'headers' | 'text' | 'json'>> {
  const text = await beginningOf(response);
  return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
}

/**
 * Refuses what has not the members of a Response that are looked at.
 *
 * @throws ConfigurationError `invalid_parameter`
 */
export function requireResponse(where: string, response: unknown): void {
  const request = { where, kind: 'parameter', name: 'response', give: 'a Response' } as const;
  requireShape(response, { headers: 'object', clone: 'function' }, request);
}

async function beginningOf({ body }: Response): Promise<string> {
  // Somebody else may be reading it already.
  if (body === null || body.locked) return '';
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let bytes = 0; bytes < mostBytes;) {
      const { done, value } = await reader.read();
      if (done) break;
      // The same of every answer, however it comes in pieces.
      const piece = value.subarray(0, mostBytes - bytes);
      bytes += piece.byteLength;
      text += decoder.decode(piece, { stream: true });
    }
  } catch {
    // Cut off: what came has to do.
  }
  // Some bodies end their cancelling late, or never.
  void reader.cancel().catch(() => undefined);
  return text + decoder.decode();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
