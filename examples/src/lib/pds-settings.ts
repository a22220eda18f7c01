import { readFile } from 'node:fs/promises';
import { createPdsServiceTokenSource, type PdsTokenInfo, type TokenSource } from '@tokenwright/aliyun-pds';

const { PDS_DOMAIN_ID = '', PDS_CLIENT_ID = '', PDS_PRIVATE_KEY_FILE = 'key.pem', PDS_ENDPOINT } = process.env;

/** Where the API of the domain is; PDS_ENDPOINT sends requests somewhere else than to the vendor, to a mock. */
export const apiEndpoint: string = PDS_ENDPOINT ?? `https://${PDS_DOMAIN_ID}.api.aliyunpds.com`;

/** Tokens of the domain's service account. The key is read anew for each token, so that it can be replaced. */
export function serviceSource(): TokenSource<PdsTokenInfo> {
  return createPdsServiceTokenSource({
    domainId: PDS_DOMAIN_ID,
    clientId: PDS_CLIENT_ID,
    privateKey: () => readFile(PDS_PRIVATE_KEY_FILE, 'utf8'),
    endpoint: PDS_ENDPOINT,
  });
}
