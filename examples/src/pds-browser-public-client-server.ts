/**
 * Bundles the page of pds-browser-public-client.ts, which is not confirmed to work with PDS, and serves it: files only,
 * no token comes here. The header that says which scripts may run, and where they may send, is the best protection that
 * a page with tokens in it has.
 *
 *   PDS_DOMAIN_ID=my-domain PDS_CLIENT_ID=my-page PORT=3000 node examples/src/pds-browser-public-client-server.ts
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const { PDS_DOMAIN_ID = '', PDS_CLIENT_ID = '', PORT = '3000' } = process.env;
const { PDS_ENDPOINT = `https://${PDS_DOMAIN_ID}.api.aliyunpds.com` } = process.env;

const settings = Object.entries({ PDS_ENDPOINT, PDS_DOMAIN_ID, PDS_CLIENT_ID });
await using build = await rolldown({
  input: fileURLToPath(new URL('pds-browser-public-client.ts', import.meta.url)),
  platform: 'browser',
  transform: {
    define: Object.fromEntries(settings.map(([name, value]) => [`import.meta.env.${name}`, JSON.stringify(value)])),
  },
});
const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
const html = await readFile(new URL('pds-browser-public-client.html', import.meta.url), 'utf8');

const files: Readonly<Record<string, readonly [type: string, content: string]>> = {
  '/': ['text/html; charset=utf-8', html],
  '/callback': ['text/html; charset=utf-8', html],
  '/page.js': ['text/javascript; charset=utf-8', output[0].code],
};
const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'connect-src': PDS_ENDPOINT,
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
};

const server = createServer((request, response) => {
  const [type, content] = files[(request.url ?? '').split('?')[0] ?? ''] ?? [];
  if (type === undefined) return response.writeHead(404).end();
  return response
    .writeHead(200, {
      'content-type': type,
      'content-security-policy': Object.entries(policy)
        .map((directive) => directive.join(' '))
        .join('; '),
      // The address of the callback has the code in it.
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(content);
});
server.listen(Number(PORT), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
