/** The mock authority on loopback, in a process of its own. Says its origin and a key that it trusts when it listens. */
import { createMockAuthority } from '@tokenwright/mock-authority';

const authority = createMockAuthority({ provider: 'aliyun-pds' });
const server = await authority.listen();
process.send?.({ origin: server.url, domainId: authority.domainId, privateKeyPem: await authority.privateKeyPem() });
