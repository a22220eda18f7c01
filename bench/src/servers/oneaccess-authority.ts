/** The mock authority of OneAccess on loopback, in a process of its own. Says its origin and a client when it listens. */
import { createMockAuthority } from '@tokenwright/mock-authority';

const authority = createMockAuthority({ provider: 'huawei-oneaccess' });
const server = await authority.listen();
const client = authority.clients.find(({ clientSecret }) => clientSecret !== undefined);
process.send?.({ origin: server.url, clientId: client?.clientId, clientSecret: client?.clientSecret });
