import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from '@tokenwright/specs';
import { describe, expect, test } from 'vitest';
import {
  createClientSuite,
  createContractFetch,
  createContractSuite,
  runLive,
  startContractServer,
} from '../src/index.ts';
import { notes, rejection, withEdited } from './support.ts';

/** What loading an edited document says. */
async function refusal(edit: (yaml: string) => string, source?: URL): Promise<Error> {
  return withEdited(edit, (file) => rejection(createContractSuite(file)), source);
}

describe('a document is refused, with its line', () => {
  test('G2: when a schema does not compile', async () => {
    const error = await refusal((yaml) => yaml.replace("'^[A-Z]{2}-[0-9]+$'", "'^[A-Z'"));
    expect(error).toMatchObject({ name: 'ContractError', code: 'invalid_document' });
    expect(error.message).toMatch(
      /edited\.yaml:\d+ \(#\/components\/schemas\/Note\/properties\/code\): this schema does/,
    );
    expect(error.message).toContain('Invalid regular expression');
  });

  test('G2: when a keyword is misspelt, which Prism ignores', async () => {
    const error = await refusal((yaml) => yaml.replace('maxLength: 20', 'maxlength: 20'));
    expect(error.message).toMatch(
      /:\d+ \(#\/components\/schemas\/Note\/properties\/text\).*unknown keyword: "maxlength"/,
    );
  });

  test('G2: when a type does not exist', async () => {
    const error = await refusal((yaml) =>
      yaml.replace('type: integer\n          minimum: 1\n          maximum: 5', 'type: whole'),
    );
    expect(error).toMatchObject({ code: 'invalid_document' });
    expect(error.message).toContain('#/components/schemas/Note/properties/weight');
  });

  test('G2: when the form body has properties next to oneOf', async () => {
    const error = await refusal(
      (yaml) =>
        yaml.replace(
          '              oneOf:\n',
          '              properties: { client_id: { type: string } }\n              oneOf:\n',
        ),
      documents['aliyun-pds'].url,
    );
    expect(error).toMatchObject({ code: 'unsupported_document' });
    expect(error.message).toMatch(/edited\.yaml:\d+ .*`properties` and `oneOf`.*bare `oneOf`/s);
  });

  test('G2: when a form field has an encoding', async () => {
    const error = await refusal(
      (yaml) =>
        yaml.replace(
          'application/x-www-form-urlencoded:\n',
          (line) => `${line}            encoding: { code: { style: form } }\n`,
        ),
      documents['aliyun-pds'].url,
    );
    expect(error).toMatchObject({ code: 'unsupported_document' });
    expect(error.message).toMatch(/edited\.yaml:\d+ .*encoding\/code\).*`encoding` of the form field "code"/s);
  });

  test('G2: when a server has a path', async () => {
    const error = await refusal((yaml) => yaml.replace('https://notes.example', 'https://notes.example/v2'));
    expect(error).toMatchObject({ code: 'unsupported_document' });
    expect(error.message).toMatch(
      /edited\.yaml:6 \(#\/servers\/0\/url\): the server "https:\/\/notes\.example\/v2" has a path/,
    );
  });

  test('G2: when a form schema refers to itself, which Prism cannot compile', async () => {
    const error = await refusal((yaml) =>
      yaml
        .replace(
          "application/json:\n            schema:\n              $ref: '#/components/schemas/Note'\n            examples:\n              full",
          "application/x-www-form-urlencoded:\n            schema:\n              oneOf:\n                - $ref: '#/components/schemas/Tree'\n            examples:\n              full",
        )
        .concat(
          "    Tree:\n      type: object\n      properties:\n        child:\n          $ref: '#/components/schemas/Tree'\n",
        ),
    );
    expect(error).toMatchObject({ code: 'invalid_document' });
    expect(error.message).toMatch(/:\d+ .*Prism cannot compile the schema of the body of writeNote/);
  });

  test('when a reference leads nowhere or out of it', async () => {
    const nowhere = await refusal((yaml) => yaml.replace("'#/components/schemas/Note'", "'#/components/schemas/Not'"));
    expect(nowhere.message).toMatch(/:\d+ .*the reference "#\/components\/schemas\/Not" leads nowhere/);
    const out = await refusal((yaml) => yaml.replace("'#/components/schemas/Note'", "'other.yaml#/Note'"));
    expect(out).toMatchObject({ code: 'unsupported_document' });
    expect(out.message).toContain('leaves the document');
  });

  test('when it is no YAML', async () => {
    const error = await refusal((yaml) => yaml.replace('info:\n', 'info: [\n'));
    expect(error).toMatchObject({ code: 'invalid_document' });
    expect(error.message).toMatch(/edited\.yaml:\d+: it cannot be read as YAML or JSON: \S/);
  });

  test('when it is no OpenAPI 3 document', async () => {
    const error = await refusal((yaml) => yaml.replace('openapi: 3.1.1', 'swagger: "2.0"'));
    expect(error.message).toMatch(/an OpenAPI 3 document is needed; it says nothing\.$/);
    expect((await rejection(createContractSuite({ openapi: '4.0.0' }))).message).toContain(
      'the given document: an OpenAPI 3',
    );
  });

  test('when it has no operation, so that nothing would be checked', async () => {
    const error = await refusal((yaml) => yaml.replace(/^paths:\n[^]*?(?=^components:)/m, 'paths: {}\n'));
    expect(error).toMatchObject({ code: 'invalid_document' });
    expect(error.message).toMatch(/edited\.yaml: it has no operation, so there is nothing to check\.$/);
  });

  test('G2: when a schema has an $id, with which Prism fails at the second time', async () => {
    const error = await refusal((yaml) =>
      yaml.replace('    Note:\n', '    Note:\n      $id: https://notes.example/note\n'),
    );
    expect(error).toMatchObject({ code: 'unsupported_document' });
    expect(error.message).toMatch(/edited\.yaml:\d+ \(#\/components\/schemas\/Note\/\$id\): `\$id` in a schema/);
  });

  test('when it is nothing at all', async () => {
    const error = await rejection(createContractSuite(null as never));
    expect(error).toMatchObject({ name: 'ContractError', code: 'unknown_document' });
  });

  test('when there is none of that name, with the place that was looked at', async () => {
    const error = await rejection(createContractSuite('aliyun'));
    expect(error).toMatchObject({ code: 'unknown_document' });
    expect(error.message).toBe(
      `"aliyun" is neither the name of a document (aliyun-pds, huawei-oneaccess-oauth2, huawei-oneaccess-tenant) nor a file that can be read (ENOENT at ${path.resolve('aliyun')}).`,
    );
    const folder = await rejection(createContractSuite(import.meta.dirname));
    expect(folder.message).toContain('nor a file that can be read (EISDIR).');
  });

  test('when its text was given, which is not shown', async () => {
    const error = await rejection(createContractSuite(readFileSync(notes, 'utf8')));
    expect(error).toMatchObject({ code: 'unknown_document' });
    expect(error.message).toBe(
      'The text of a document was given; give the path of its file, or the object that it says.',
    );
  });

  test('when an alias leads nowhere', async () => {
    const error = await refusal((yaml) => yaml.replace('openapi: 3.1.1', 'openapi: *version'));
    expect(error).toMatchObject({ name: 'ContractError', code: 'invalid_document' });
    expect(error.message).toMatch(/edited\.yaml: it cannot be read as YAML or JSON: Unresolved alias .*: version$/);
  });

  test('G2: when two operations have one operationId, of which one would never be called', async () => {
    const error = await refusal((yaml) => yaml.replace('operationId: readNote\n', 'operationId: writeNote\n'));
    expect(error).toMatchObject({ code: 'invalid_document' });
    expect(error.message).toMatch(
      /edited\.yaml:\d+ \(#\/paths\/.*\/operationId\): the operationId "writeNote" is that of \w+ \/\S+ too; give each/,
    );
  });
});

test('a field may have a name that Ajv would take for no keyword', async () => {
  const schema = { type: 'object', properties: { 'x-trace.id': { type: 'string' } } };
  const content = { 'application/json': { schema, examples: { one: { value: { 'x-trace.id': 'a' } } } } };
  const operation = { responses: { '200': { description: 'Fine.', content } } };
  const document = { openapi: '3.1.1', info: { title: 'Dots', version: '1' }, paths: { '/x': { get: operation } } };
  const { cases } = await createContractSuite(document);
  for (const { run } of cases) await expect(run()).resolves.toBeUndefined();
});

test.each<[string, () => unknown, string]>([
  [
    'a name of another interface',
    () => createContractFetch('aliyun-pds', { status: 400 } as never),
    'createContractFetch: the option "status" is not known; there are code, example, checkServer.',
  ],
  [
    'a status as text',
    () => createContractFetch('aliyun-pds', { code: '400' as never }),
    'createContractFetch: the option "code" is of the type string; number is needed.',
  ],
  [
    'a port from the environment',
    () => startContractServer('aliyun-pds', { port: '4010' as never }),
    'startContractServer: the option "port" is of the type string; number is needed.',
  ],
  [
    'a misspelt one',
    () => createClientSuite('aliyun-pds', { requestToken: () => undefined }, { errorReject: false } as never),
    'createClientSuite: the option "errorReject" is not known; there are errorsReject, checkServer.',
  ],
  [
    'one request in place of a list',
    () => runLive('aliyun-pds', { allow: 'revoke' as never }),
    'runLive: the option "allow" is of the type string; array is needed.',
  ],
])('an option that would be passed over is refused: %s', async (_what, call, says) => {
  const error = await rejection(new Promise((resolve) => resolve(call())));
  expect(error).toMatchObject({ name: 'ContractError', code: 'invalid_option', message: says });
});

test('a document can be a name, a path, a URL or an object', async () => {
  const object = {
    openapi: '3.1.1',
    info: { title: 'None', version: '1' },
    paths: { '/': { get: { responses: {} } } },
  };
  for (const source of ['aliyun-pds', fileURLToPath(notes), notes, notes.href, object]) {
    await expect(createContractSuite(source)).resolves.toBeDefined();
  }
});

test('a fetch and a server of a document that is refused say the same', async () => {
  await withEdited(
    (yaml) => yaml.replace('maxLength: 20', 'maxlength: 20'),
    async (file) => {
      const fetched = await rejection(createContractFetch(file)('https://notes.example/notes/1'));
      const served = await rejection(startContractServer(file));
      expect(fetched.message).toContain('unknown keyword');
      expect(served.message).toBe(fetched.message);
    },
  );
});
