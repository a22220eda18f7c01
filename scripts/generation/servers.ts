import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

interface DocumentServer {
  readonly url: string;
  readonly 'x-name'?: string;
  readonly variables?: Readonly<Record<string, { readonly 'x-format'?: string }>>;
}

const formats = new Set(['host-label', 'host', 'host-with-port']);

/** Writes the servers of a document, their variables and formats as a typed table (rule W1). */
export function writeServers(file: string, document: string, header: readonly string[]): void {
  const { servers = [] } = parse(readFileSync(document, 'utf8')) as { servers?: readonly DocumentServer[] };
  const entries = servers.map((server, index) => {
    const name = server['x-name'];
    if (name === undefined) throw new Error(`${document}: servers[${index}] needs an "x-name".`);
    const variables = Object.entries(server.variables ?? {}).map(([variable, { 'x-format': format }]) => {
      if (format === undefined || !formats.has(format)) {
        throw new Error(
          `${document}: servers[${index}].variables.${variable} needs an "x-format": ${[...formats].join(', ')}.`,
        );
      }
      return `${key(variable)}: '${format}'`;
    });
    return `  ${key(name)}: { template: '${server.url}', variables: { ${variables.join(', ')} } },`;
  });
  const text = [
    ...header,
    '',
    "import type { ServerTemplate } from '@tokenwright/core/provider';",
    '',
    '/** The servers of the document. The `default` of a variable is a placeholder there and left out here. */',
    'export const servers: {',
    ...servers.map((server) => `  readonly ${key(server['x-name'] ?? '')}: ServerTemplate;`),
    '} = {',
    ...entries,
    '};',
    '',
  ].join('\n');
  writeFileSync(file, text);
}

function key(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
}
