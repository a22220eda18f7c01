/**
 * Prints the token of a domain's service account.
 *
 *   PDS_DOMAIN_ID=my-domain PDS_CLIENT_ID=my-app PDS_PRIVATE_KEY_FILE=key.pem node examples/src/pds-service-token.ts
 *
 * PDS_ENDPOINT sends it somewhere else than to the vendor, to a mock for example.
 */
import { readFile } from 'node:fs/promises';
import { AuthorityError, PDSClient, TokenwrightError } from '@tokenwright/aliyun-pds';

const { PDS_DOMAIN_ID = '', PDS_CLIENT_ID = '', PDS_PRIVATE_KEY_FILE = 'key.pem', PDS_ENDPOINT } = process.env;

try {
  const client = new PDSClient({ api_endpoint: PDS_ENDPOINT ?? `https://${PDS_DOMAIN_ID}.api.aliyunpds.com` });
  const token = await client.getServiceJwtToken({
    domain_id: PDS_DOMAIN_ID,
    client_id: PDS_CLIENT_ID,
    private_key_pem: await readFile(PDS_PRIVATE_KEY_FILE, 'utf8'),
  });
  console.log(`${token.role ?? 'a'} token, valid for ${token.expires_in ?? 'an unknown number of'} seconds`);
} catch (error) {
  if (!TokenwrightError.isInstance(error)) throw error;
  // The message holds no secret, so it may go anywhere.
  console.error(`${error.code}: ${error.message}`);
  if (AuthorityError.isInstance(error) && error.retryable) console.error('The same request may succeed later.');
  process.exitCode = 1;
}
