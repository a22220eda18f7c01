import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { documents, type DocumentName } from '@tokenwright/specs';
import { afterAll, describe, expect, test } from 'vitest';
import { createContractSuite } from '../src/index.ts';
import { notes, rejection, withEdited } from './support.ts';

const rules = { request: 'G2', example: 'G1', mutation: 'G2', guard: 'G2', client: 'G2' };

describe.each(Object.keys(documents) as DocumentName[])('%s', async (document) => {
  const suite = await createContractSuite(document);

  // oxlint-disable-next-line vitest/expect-expect -- a case asserts by itself
  for (const { name, kind, run } of suite.cases) test(`${rules[kind]}: ${name}`, run);

  afterAll(() => {
    const { operations, requests, examples, mutations, refused } = suite.numbers;
    process.stdout.write(
      `${document}: ${operations} operations, ${requests} valid requests, ${examples} examples, ` +
        `${mutations} mutations: ${mutations} violations expected, ${refused} found\n`,
    );
  });
});

describe('a suite', () => {
  test('G2: has every kind of mutation that the constraints of a document allow', async () => {
    const { cases } = await createContractSuite(notes);
    const mutations = cases.filter(({ kind }) => kind === 'mutation').map(({ name }) => name.split(', ')[1]);
    expect(new Set(mutations)).toEqual(
      new Set([
        'without text',
        'without at',
        'with the field unheard_of',
        'text is of another type',
        'text is too long',
        'at is of another type',
        'at of another format',
        'code is of another type',
        'code does not match its pattern',
        'weight is of another type',
        'weight is too small',
        'weight is too large',
        'tags is of another type',
        'tags.first is of another type',
        'tags.first is too short',
        'without a body',
        'as application/x-www-form-urlencoded',
        'text twice',
        'the query parameter page is no integer',
        'the query parameter page is too small',
        'the query parameter page is too large',
        'the query parameter page twice',
        'with the query parameter unheard_of',
        'without credentials',
      ]),
    );
    for (const { run } of cases) await run();
  });

  test('G2: follows references to bodies, parameters and answers', async () => {
    const pet = {
      'application/json': {
        schema: { $ref: '#/components/schemas/Pet' },
        examples: { tom: { $ref: '#/components/examples/Tom' } },
      },
    };
    const { cases, numbers } = await createContractSuite({
      openapi: '3.1.1',
      info: { title: 'Referring', version: '1' },
      paths: {
        '/pets': {
          post: {
            operationId: 'addPet',
            parameters: [{ $ref: '#/components/parameters/Kind' }],
            requestBody: { $ref: '#/components/requestBodies/Pet' },
            responses: { 200: { $ref: '#/components/responses/Pet' } },
          },
        },
      },
      components: {
        parameters: { Kind: { name: 'kind', in: 'query', required: true, schema: { enum: ['cat', 'dog'] } } },
        requestBodies: {
          Pet: { required: true, content: pet },
        },
        responses: {
          Pet: { description: 'It.', content: pet },
        },
        examples: { Tom: { value: { name: 'Tom' } } },
        schemas: {
          Pet: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } },
        },
      },
    });
    for (const { run } of cases) await run();
    expect(numbers).toEqual({ operations: 1, requests: 1, examples: 1, mutations: 10, refused: 10 });
  });

  test('G2: fails where an example breaks its schema', async () => {
    await withEdited(
      (yaml) => yaml.replace('value: { text: hello, at', 'value: { text: 5, at'),
      async (file) => {
        const { cases } = await createContractSuite(file);
        const broken = cases.find(({ name }) => name.includes('"short"'));
        const error = await rejection(broken?.run() ?? Promise.resolve());
        expect(error).toMatchObject({ name: 'ContractError', code: 'contract_broken' });
        expect(error.message).toContain('response.body.text');
      },
    );
  });

  test('G2: fails where a request example breaks its schema', async () => {
    await withEdited(
      (yaml) => yaml.replace('weight: 3', 'weight: 30'),
      async (file) => {
        const { cases } = await createContractSuite(file);
        const broken = cases.find(({ kind, name }) => kind === 'request' && name.includes('"full"'));
        expect((await rejection(broken?.run() ?? Promise.resolve())).message).toContain('request.body.weight');
      },
    );
  });

  describe('G2: a parameter with a format', () => {
    const id = '123e4567-e89b-12d3-a456-426614174000';
    const failuresWith = async (schema: object): Promise<string[]> => {
      const trace = {
        name: 'X-Trace',
        in: 'header',
        required: true,
        schema: { type: 'string', format: 'uuid', ...schema },
      };
      const { cases } = await createContractSuite({
        openapi: '3.1.1',
        info: { title: 'Traced', version: '1' },
        paths: {
          '/traces': {
            get: { operationId: 'readTrace', parameters: [trace], responses: { 204: { description: 'Nothing.' } } },
          },
        },
      });
      const outcomes = await Promise.allSettled(cases.map(({ run }) => run()));
      return outcomes.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).message] : []));
    };

    test.each([
      ['example', id],
      ['examples', [id]],
    ])('is sent as its schema says by `%s`', async (name, value) => {
      expect(await failuresWith({ [name]: value })).toEqual([]);
    });

    test('and no example fails, and says that its value was made up', async () => {
      const [failure, ...more] = await failuresWith({});
      expect(failure).toContain('request.header.x-trace');
      expect(failure).toContain(
        'The document has no example of header.X-Trace, so the kit made values up; give each an `example`.',
      );
      expect(more).toEqual([]);
    });
  });

  test('G2: fails where an operation has a body and no example of it', async () => {
    await withEdited(
      (yaml) => yaml.replace(/ {12}examples:\n {14}full:[^]*?(?= {6}responses)/, ''),
      async (file) => {
        const { cases } = await createContractSuite(file);
        const guard = cases.find(({ kind, operation }) => kind === 'guard' && operation === 'writeNote');
        expect((await rejection(guard?.run() ?? Promise.resolve())).message).toContain('no example of a request');
      },
    );
  });

  test('G2: runs under node:test in one line', () => {
    const file = fileURLToPath(new URL('fixtures/node-test.ts', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, ['--test-reporter=tap', file], { encoding: 'utf8' });
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/^# pass (?!0)\d+$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});
