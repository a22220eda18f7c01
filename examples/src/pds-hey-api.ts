/**
 * Calls the API of PDS with a client that @hey-api/openapi-ts generated: its `fetch` carries the token of a source, or
 * its `auth` asks the source for one. Prints who the token belongs to, both ways.
 *
 *   PDS_DOMAIN_ID=my-domain PDS_CLIENT_ID=my-app PDS_PRIVATE_KEY_FILE=key.pem node examples/src/pds-hey-api.ts
 */
import { isPdsTokenRejected } from '@tokenwright/aliyun-pds';
// The runtime of such a client. Yours is in the folder that the generator wrote: `./client`.
import { createClient, createConfig } from '@tokenwright/aliyun-pds/wire';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import { apiEndpoint, serviceSource } from './lib/pds-settings.ts';

await using source = serviceSource();
const authorizedFetch = createAuthorizedFetch(source, { origins: [apiEndpoint], isTokenRejected: isPdsTokenRejected });

/**
 * The generated runtime hands over a Request, whose body can be read once. Taken apart, it can be sent again when its
 * token is refused.
 */
const fetchWithToken: typeof fetch = async (input, init) => {
  if (!(input instanceof Request)) return authorizedFetch(input, init);
  const { url, method, headers, signal } = input;
  const body = input.body === null ? undefined : await input.arrayBuffer();
  return authorizedFetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }), ...init });
};

// Refused tokens are replaced, and the request is repeated: what most want.
const renewing = createClient(createConfig({ baseUrl: apiEndpoint, fetch: fetchWithToken }));
// Only the token is asked for. Generated functions say by `security` which requests get it.
const asking = createClient(
  createConfig({ baseUrl: apiEndpoint, auth: async () => (await source.getToken()).accessToken }),
);

const request = {
  url: '/v2/user/get',
  body: {},
  headers: { 'content-type': 'application/json' },
  security: [{ type: 'http', scheme: 'bearer' }],
} as const;
for (const [how, client, security] of [
  ['auth', asking, request.security],
  ['fetch', renewing, []],
  ['fetch', renewing, []],
] as const) {
  const { data, response } = await client.post<{ 200: { user_id: string } }>({ ...request, security });
  console.log(`${how}: HTTP ${String(response?.status)}, ${data?.user_id ?? 'nobody'}`);
}
