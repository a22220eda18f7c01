/** workerd: the context is posted, the outcomes are the answer. */
import { notApplicable, runCases, type Context } from './case.ts';
import { cases } from './cases.ts';
import { serverNames } from './server-names.ts';

const absent = notApplicable(Object.values(serverNames), 'a Worker has no files, and no Redis by itself');

// oxlint-disable-next-line import/no-default-export -- workerd looks for the handlers there
export default {
  async fetch(request: Request): Promise<Response> {
    const context = (await request.json()) as Context;
    return Response.json(await runCases([...cases, ...absent], context));
  },
};
