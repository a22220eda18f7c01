import { runBehaviours, type Context } from './behaviours.ts';

/** workerd: the context is posted, the result is the answer. */
// oxlint-disable-next-line import/no-default-export -- workerd looks for the handlers there
export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await runBehaviours((await request.json()) as Context));
  },
};
