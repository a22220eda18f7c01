import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { type DocumentName, documents, readDocument } from '../src/index.ts';
import { facts } from './facts.ts';

type Extensions = { 'x-source'?: string | string[]; 'x-guess'?: string };
type Reference = { $ref?: string };
type KnownValue = {
  value: string;
  status?: number | number[];
  description: string;
  source?: string;
  guess?: string;
};
type Schema = Extensions &
  Reference & {
    type?: string | string[];
    description?: string;
    const?: string;
    enum?: string[];
    required?: string[];
    properties?: Record<string, Schema>;
    additionalProperties?: boolean | Schema;
    minLength?: number;
    minimum?: number;
    pattern?: string;
    oneOf?: Schema[];
    anyOf?: Schema[];
    'x-known-values'?: KnownValue[];
  };
type Example = Extensions & Reference & { value: unknown };
type Media = { schema: Schema; examples?: Record<string, Example>; encoding?: unknown };
type Header = Reference & { schema: Schema; example?: unknown; examples?: Record<string, Example> };
type Response = Extensions &
  Reference & {
    description: string;
    headers?: Record<string, Header>;
    content?: Record<string, Media>;
  };
type Parameter = Reference & {
  name: string;
  in: string;
  required?: boolean;
  description: string;
  schema: Schema;
  example?: unknown;
};
type Operation = Extensions & {
  operationId: string;
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<string, Response>;
  'x-request-alternatives'?: string[][];
};
type Server = {
  url: string;
  'x-name': string;
  variables: Record<string, { default: string; description: string; 'x-format': string }>;
};
type OpenApiDocument = {
  openapi: string;
  info: { title: string };
  servers: Server[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses?: Record<string, Response> } & Record<string, unknown>;
};

const snakeCase = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/u;
const names = Object.keys(documents) as DocumentName[];
const loaded = new Map<DocumentName, OpenApiDocument>();
for (const name of names) {
  loaded.set(name, parse(await readDocument(name)) as OpenApiDocument);
}

/** The value, which has to be there. */
function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`missing: ${what}`);
  return value;
}

function sorted(values: Iterable<string>): string[] {
  return [...values].sort();
}

describe.each(names)('%s', (name) => {
  const document = present(loaded.get(name), name);
  const known = facts[name];

  /** Follows references until the thing itself is reached. */
  function resolve<T extends Reference>(node: T): T {
    if (node.$ref === undefined) return node;
    let target: unknown = document;
    for (const part of node.$ref.slice(2).split('/')) {
      target = (target as Record<string, unknown>)[part.replaceAll('~1', '/')];
    }
    expect(target, node.$ref).toBeDefined();
    return resolve(target as T);
  }

  const operations = new Map<string, { path: string; method: string; operation: Operation }>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      operations.set(operation.operationId, { path, method, operation });
    }
  }

  function createAjv(): Ajv2020 {
    const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
    ajv.addVocabulary(['x-source', 'x-guess', 'x-known-values', 'components']);
    // The vendors write UTC times with or without milliseconds.
    ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/u);
    return ajv;
  }

  function compile(schema: Schema) {
    return createAjv().compile({ ...schema, components: document.components });
  }

  function knownValues(place: string): KnownValue[] | undefined {
    const [schema, property] = place.split('.') as [string, string?];
    const found = document.components.schemas[schema];
    return (property === undefined ? found : found?.properties?.[property])?.['x-known-values'];
  }

  /** Every media type of the document, with a name for messages. */
  function* eachMedia(): Generator<[string, Media]> {
    for (const [id, { operation }] of operations) {
      for (const [type, media] of Object.entries(operation.requestBody?.content ?? {})) {
        yield [`${id} request ${type}`, media];
      }
      for (const [status, reference] of Object.entries(operation.responses)) {
        for (const [type, media] of Object.entries(resolve(reference).content ?? {})) {
          yield [`${id} ${status} ${type}`, media];
        }
      }
    }
  }

  describe('facts', () => {
    test('G1: the title is the one the package lists', () => {
      expect(document.openapi).toMatch(/^3\.1\./u);
      expect(document.info.title).toBe(documents[name].title);
    });

    test('G1: the operations are the known ones, at their addresses', () => {
      const found: Record<string, string> = {};
      for (const [id, { path, method }] of operations) found[id] = `${method} ${path}`;
      const expected: Record<string, string> = {};
      for (const [id, { path, method }] of Object.entries(known.operations)) {
        expected[id] = `${method} ${path}`;
      }
      expect(found).toEqual(expected);
    });

    test.each(Object.keys(known.operations))('G1: %s has the known parameters, bodies, statuses and examples', (id) => {
      const { operation } = present(operations.get(id), id);
      const expected = present(known.operations[id], id);

      const parameters = (operation.parameters ?? []).map(resolve);
      const named = (required: boolean): string[] =>
        sorted(parameters.filter((each) => (each.required ?? false) === required).map((p) => p.name));
      expect(named(true)).toEqual(sorted(expected.parameters.required));
      expect(named(false)).toEqual(sorted(expected.parameters.optional));

      const content = operation.requestBody?.content ?? {};
      expect(Object.keys(content)).toEqual(expected.body === undefined ? [] : [expected.body]);
      expect(operation.requestBody?.required).toBe(expected.bodyRequired);
      const media = expected.body === undefined ? undefined : content[expected.body];
      expect(Object.keys(media?.examples ?? {})).toEqual(expected.requestExamples);

      const responses: Record<string, string[]> = {};
      const successes: string[] = [];
      for (const [status, reference] of Object.entries(operation.responses)) {
        const response = resolve(reference);
        responses[status] = Object.keys(response.content ?? {});
        if (!status.startsWith('2')) continue;
        for (const each of Object.values(response.content ?? {})) {
          successes.push(...Object.keys(each.examples ?? {}));
        }
      }
      expect(responses).toEqual(expected.responses);
      expect(successes).toEqual(expected.successExamples);
    });

    test('G1: every request schema has the known fields, required where they are', () => {
      for (const [id, expected] of Object.entries(known.grants)) {
        const schema = present(document.components.schemas[id], id);
        expect(sorted(schema.required ?? []), id).toEqual(sorted(expected.required));
        expect(sorted(Object.keys(schema.properties ?? {})), id).toEqual(
          sorted([...expected.required, ...expected.optional]),
        );
        const grantType = schema.properties?.['grant_type'];
        const values = grantType?.enum ?? (grantType?.const === undefined ? [] : [grantType.const]);
        expect(values, id).toEqual(expected.grantTypes);
      }
    });

    test('G1: every answer has the known fields with their types', () => {
      for (const [id, expected] of Object.entries(known.fields)) {
        const found: Record<string, string[]> = {};
        for (const [field, schema] of Object.entries(present(document.components.schemas[id], id).properties ?? {})) {
          found[field] = sorted([resolve(schema).type ?? []].flat());
        }
        expect(found, id).toEqual(expected);
      }
    });

    test('G1: an answer with a token requires the access token alone and allows further fields', () => {
      const id = 'TokenResponse' in known.fields ? 'TokenResponse' : 'TenantTokenResponse';
      const schema = present(document.components.schemas[id], id);
      expect(schema.required).toEqual(['access_token']);
      expect(schema.properties?.['access_token']?.minLength).toBe(1);
      expect(schema.additionalProperties).toBeUndefined();
    });

    test('G1: the known codes are all there, described, and nowhere an enum', () => {
      for (const [place, expected] of Object.entries(known.knownValues)) {
        const values = knownValues(place) ?? [];
        expect(sorted(values.map((each) => each.value)), place).toEqual(sorted(expected));
        for (const each of values) {
          expect(each.description, `${place} ${each.value}`).not.toBe('');
          expect(each.source ?? each.guess, `${place} ${each.value}`).toBeDefined();
        }
      }
      for (const [id, schema] of Object.entries(document.components.schemas)) {
        for (const [property, each] of Object.entries({ ...schema.properties, '': schema })) {
          if (each['x-known-values'] === undefined) continue;
          expect(known.knownValues).toHaveProperty([property === '' ? id : `${id}.${property}`]);
          expect(each.enum, `${id}.${property}`).toBeUndefined();
        }
      }
    });

    test('G1: every error answer has the known examples', () => {
      const found: Record<string, string[]> = {};
      for (const [id, { operation }] of operations) {
        for (const [status, reference] of Object.entries(operation.responses)) {
          const { content } = resolve(reference);
          if (status < '400' || content === undefined) continue;
          const key = reference.$ref?.split('/').at(-1) ?? `${id} ${status}`;
          found[key] = Object.values(content).flatMap((each) => Object.keys(each.examples ?? {}));
        }
      }
      expect(found).toEqual(known.errorExamples);
    });

    test('G1: every answer without a body has the known headers', () => {
      const found: Record<string, Record<string, unknown[]>> = {};
      for (const [id, { operation }] of operations) {
        for (const [status, reference] of Object.entries(operation.responses)) {
          const { content, headers } = resolve(reference);
          if (content !== undefined) continue;
          const key = reference.$ref?.split('/').at(-1) ?? `${id} ${status}`;
          found[key] = {};
          for (const [header, each] of Object.entries(headers ?? {})) {
            const { example, examples } = resolve(each);
            found[key][header] =
              examples === undefined ? [example] : Object.values(examples).map((named) => named.value);
          }
        }
      }
      expect(found).toEqual(known.headerExamples);
    });

    test('G1: an answer that asks to slow down says how long', () => {
      for (const [id, { operation }] of operations) {
        for (const status of ['429', '503']) {
          const reference = operation.responses[status];
          if (reference === undefined) continue;
          expect(resolve(reference).headers, `${id} ${status}`).toHaveProperty('Retry-After');
        }
      }
    });
  });

  describe('sources', () => {
    test('G1: every operation and schema names its source or says that it is a guess', () => {
      const places: [string, Extensions][] = [
        ...[...operations].map(([id, each]): [string, Extensions] => [id, each.operation]),
        ...Object.entries(document.components.schemas),
        ...Object.entries(document.components.responses ?? {}).filter(([id]) => id !== 'TokenIssued'),
      ];
      for (const [id, place] of places) {
        const sources = [place['x-source'] ?? []].flat();
        expect(sources.length > 0 || place['x-guess'] !== undefined, id).toBe(true);
        for (const source of sources) expect(source, id).toMatch(/^https:\/\//u);
      }
    });

    test('G1: what sources disagree on, and what none confirms, is marked as a guess', () => {
      for (const [fact, pointers] of Object.entries(known.guesses)) {
        expect(pointers.length, fact).toBeGreaterThan(0);
        for (const pointer of pointers) {
          let place: unknown = document;
          for (const part of pointer.split('/')) {
            place = (place as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/')];
          }
          expect((place as Extensions | undefined)?.['x-guess'], `${fact}: ${pointer}`).toMatch(/^[A-Z\d].{10,}\.$/u);
        }
      }
      const silent: string[] = [];
      const visit = (value: unknown, path: string): void => {
        if (typeof value !== 'object' || value === null) return;
        const { description } = value as { description?: unknown };
        const disagrees = typeof description === 'string' && description.includes('sources disagree');
        if (disagrees && !('x-guess' in value)) silent.push(path);
        for (const [key, each] of Object.entries(value)) visit(each, `${path}/${key}`);
      };
      visit(document, '');
      expect(silent).toEqual([]);
    });

    test('G1: a known code comes in examples with a status it is listed with', () => {
      const statuses = new Map<string, number[]>();
      for (const place of Object.keys(known.knownValues)) {
        for (const { value, status } of knownValues(place) ?? []) {
          statuses.set(value, [status ?? []].flat());
        }
      }
      // Whether that is 400 or 401 is what a live run has to settle.
      statuses.delete('invalid_client');
      let compared = 0;
      for (const [id, { operation }] of operations) {
        for (const [status, reference] of Object.entries(operation.responses)) {
          for (const media of Object.values(resolve(reference).content ?? {})) {
            for (const [example, { value }] of Object.entries(media.examples ?? {})) {
              const body = (value ?? {}) as Record<string, string>;
              for (const code of [body['code'], body['Code'], body['error'], body['error_code']]) {
                const listed = statuses.get(code ?? '');
                if (listed === undefined) continue;
                compared += 1;
                expect(listed, `${id} ${example} ${code}`).toContain(Number(status));
              }
            }
          }
        }
      }
      expect(compared).toBeGreaterThan(0);
    });

    test('G1: every property, parameter and server variable is described', () => {
      for (const [id, schema] of Object.entries(document.components.schemas)) {
        expect(schema.description, id).toBeTruthy();
        for (const [property, each] of Object.entries(schema.properties ?? {})) {
          expect(resolve(each).description, `${id}.${property}`).toBeTruthy();
        }
      }
      for (const [id, { operation }] of operations) {
        for (const parameter of (operation.parameters ?? []).map(resolve)) {
          expect(parameter.description, `${id} ${parameter.name}`).toBeTruthy();
        }
      }
    });
  });

  describe('schemas and examples', () => {
    test('G1: every schema compiles, in strict mode and with Unicode patterns', () => {
      for (const [id, schema] of Object.entries(document.components.schemas)) {
        expect(() => compile(schema), id).not.toThrow();
      }
      for (const [id, { operation }] of operations) {
        for (const { schema, name: parameter } of (operation.parameters ?? []).map(resolve)) {
          expect(() => compile(schema), `${id} ${parameter}`).not.toThrow();
        }
      }
    });

    test('G1: every media type has named examples, in snake_case, and all are valid', () => {
      for (const [place, media] of eachMedia()) {
        const validate = compile(media.schema);
        const examples = Object.entries(media.examples ?? {});
        expect(examples.length, place).toBeGreaterThan(0);
        for (const [id, reference] of examples) {
          expect(id, place).toMatch(snakeCase);
          expect(validate(resolve(reference).value), `${place} ${id}`).toBe(true);
        }
      }
    });

    test('G1: every example of a parameter or header is valid', () => {
      for (const [id, { operation }] of operations) {
        const headers = Object.values(operation.responses).flatMap((each) =>
          Object.values(resolve(each).headers ?? {}).map(resolve),
        );
        const parameters = (operation.parameters ?? []).map(resolve);
        for (const each of [...headers, ...parameters]) {
          const examples = 'examples' in each ? (each.examples ?? {}) : {};
          const values = Object.values(examples).map((example) => example.value);
          if (each.example !== undefined) values.push(each.example);
          for (const value of values) expect(compile(each.schema)(value), id).toBe(true);
        }
      }
    });

    test('G1: no example holds a real token', () => {
      for (const [place, media] of eachMedia()) {
        expect(JSON.stringify(media.examples), place).not.toMatch(/eyJ[\w-]{8}/u);
      }
    });
  });

  describe('request bodies', () => {
    const bodies = [...operations].flatMap(([id, { operation }]) =>
      Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => ({ id, type, media }) as const),
    );

    test('G2: a form body is a bare oneOf of component schemas, without encoding', () => {
      for (const { id, type, media } of bodies) {
        const branches = media.schema.oneOf ?? [media.schema];
        expect(Object.keys(media), id).not.toContain('encoding');
        expect(
          branches.map((each) => each.$ref?.split('/').at(-1)),
          id,
        ).toEqual(known.operations[id]?.schemas);
        const shape = type === 'application/x-www-form-urlencoded' ? 'oneOf' : '$ref';
        expect(Object.keys(media.schema), id).toEqual([shape]);
      }
    });

    test('G2: every branch is complete and closed, and its required strings are not empty', () => {
      for (const { id, media } of bodies) {
        for (const reference of media.schema.oneOf ?? [media.schema]) {
          const branch = resolve(reference);
          expect(branch.type, id).toBe('object');
          expect(branch.additionalProperties, id).toBe(false);
          expect(branch.required?.length, id).toBeGreaterThan(0);
          for (const field of branch.required ?? []) {
            const schema = present(branch.properties?.[field], field);
            expect(schema.type, `${id} ${field}`).toBe('string');
            const closed = schema.const !== undefined || schema.enum !== undefined;
            expect(closed || schema.minLength === 1, `${id} ${field}`).toBe(true);
          }
        }
      }
    });

    test('G2: each example fits one branch and is refused by all others', () => {
      for (const { id, media } of bodies) {
        const branches = (media.schema.oneOf ?? [media.schema]).map((each) => compile(resolve(each)));
        const used = new Set<number>();
        for (const [example, { value }] of Object.entries(media.examples ?? {})) {
          const fits = branches.flatMap((validate, index) => (validate(value) ? [index] : []));
          expect(fits, `${id} ${example}`).toHaveLength(1);
          for (const index of fits) used.add(index);
        }
        expect(used.size, `${id}: a branch without an example`).toBe(branches.length);
      }
    });

    test('G2: without a required field, with an empty one or with an unknown one a body is refused', () => {
      for (const { id, media } of bodies) {
        const validate = compile(media.schema);
        const branches = (media.schema.oneOf ?? [media.schema]).map(resolve);
        for (const [example, { value }] of Object.entries(media.examples ?? {})) {
          const body = value as Record<string, unknown>;
          const branch = present(
            branches.find((each) => compile(each)(body)),
            example,
          );
          for (const field of branch.required ?? []) {
            const { [field]: _removed, ...rest } = body;
            expect(validate(rest), `${id} ${example} without ${field}`).toBe(false);
            expect(validate({ ...body, [field]: '' }), `${id} ${example} ${field}`).toBe(false);
          }
          expect(validate({ ...body, unheard_of: 'x' }), `${id} ${example}`).toBe(false);
        }
      }
    });

    test('G2: what a request has to carry exactly one of is there to be carried', () => {
      for (const [id, { operation }] of operations) {
        const fields = bodies
          .filter((each) => each.id === id)
          .flatMap(({ media }) => (media.schema.oneOf ?? [media.schema]).map(resolve))
          .flatMap(({ properties }) => Object.keys(properties ?? {}).map((field) => `body.${field}`));
        const parameters = (operation.parameters ?? []).map(resolve).map((each) => `${each.in}.${each.name}`);
        const schemes = operation.security.flatMap((each) => Object.keys(each)).map((scheme) => `security.${scheme}`);
        const alternatives = operation['x-request-alternatives'] ?? [];
        expect(alternatives.length, id).toBe(id === 'requestTenantToken' ? 3 : 0);
        for (const thing of alternatives.flat()) expect([...fields, ...parameters, ...schemes], id).toContain(thing);
      }
    });

    test('G2: expires_in is one shared schema for numbers and digits', () => {
      const { ExpiresIn } = document.components.schemas;
      expect(ExpiresIn).toMatchObject({
        type: ['integer', 'string'],
        minimum: 0,
        pattern: '^[0-9]+$',
      });
      const validate = compile(present(ExpiresIn, 'ExpiresIn'));
      for (const value of [0, 3600, '0', '3600']) expect(validate(value), `${value}`).toBe(true);
      for (const value of [-1, 3.5, 'abc', '-1', '', null]) {
        expect(validate(value), `${value}`).toBe(false);
      }
      for (const schema of Object.values(document.components.schemas)) {
        expect(schema.properties?.['expires_in']?.$ref ?? '#/components/schemas/ExpiresIn').toBe(
          '#/components/schemas/ExpiresIn',
        );
      }
    });

    test('G2: scope is a string wherever it occurs', () => {
      const found = [
        ...Object.values(document.components.schemas).flatMap((schema) => [schema.properties?.['scope']]),
        ...[...operations.values()].flatMap(({ operation }) =>
          (operation.parameters ?? [])
            .map(resolve)
            .filter((each) => each.name === 'scope')
            .map((each) => each.schema),
        ),
      ];
      for (const schema of found) expect(schema?.type ?? 'string').toBe('string');
    });
  });

  describe('servers and security', () => {
    test('W1: the servers are the known ones, https, without a path', () => {
      const found: Record<string, unknown> = {};
      for (const { url, variables, 'x-name': id } of document.servers) {
        const [[variable, { 'x-format': format }]] = Object.entries(variables) as [
          [string, Server['variables'][string]],
        ];
        found[id] = { url, variable, format };
        expect(url).toMatch(/^https:\/\/[^/]+$/u);
      }
      expect(found).toEqual(known.servers);
    });

    test('W1: the default of a server variable is a placeholder and says so', () => {
      for (const { variables } of document.servers) {
        for (const each of Object.values(variables)) {
          expect(each.default).toMatch(/^(your-domain-id|domain-name\.invalid)$/u);
          expect(each.description.replaceAll(/\s+/gu, ' ')).toContain('never applied');
        }
      }
    });

    test('W8: no operation but user data asks for an Authorization header', () => {
      for (const [id, { operation }] of operations) {
        const open = operation.security.length === 0;
        const optional = operation.security.some((each) => Object.keys(each).length === 0);
        expect(open || optional, id).toBe(id !== 'getUserInfo');
      }
    });
  });
});
