/**
 * Calls the API of PDS with axios, which carries the token of a source: prints who the token belongs to, three times.
 *
 *   PDS_DOMAIN_ID=my-domain PDS_CLIENT_ID=my-app PDS_PRIVATE_KEY_FILE=key.pem node examples/src/pds-axios.ts
 */
import { create } from 'axios';
import { carryTokenOf } from './lib/axios-token.ts';
import { apiEndpoint, serviceSource } from './lib/pds-settings.ts';

await using source = serviceSource();
const api = create({ baseURL: apiEndpoint, timeout: 10_000 });
carryTokenOf(source, api);

for (let call = 1; call <= 3; call += 1) {
  const { data } = await api.post<{ user_id: string; role: string }>('/v2/user/get', {});
  console.log(`${call}: ${data.user_id}, ${data.role}`);
}
