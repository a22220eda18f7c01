import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { packageOf, type PackageImports } from './imports.ts';

const kinds: Readonly<Record<string, string>> = {
  '@tokenwright/specs': 'documents',
  '@tokenwright/core': 'core',
  '@tokenwright/contract': 'judge',
  '@tokenwright/mock-authority': 'judge',
  '@tokenwright/store-redis': 'store',
};

const short = (name: string): string => name.replace('@tokenwright/', '');

/** The names from other houses that the sources of a package import, Node.js aside. */
function foreign({ imports }: PackageImports): string[] {
  const names = imports.map(({ specifier }) => specifier).filter((name) => !/^(?:\.|node:|@tokenwright\/)/.test(name));
  return [...new Set(names.map((name) => packageOf(name)))].toSorted();
}

/** The name, and below it what comes from elsewhere. */
function label(house: PackageImports): string {
  return [short(house.name), ...(house.isPrivate ? ['private, bundled'] : []), ...foreign(house)].join('\\n');
}

/** The picture in the language of Graphviz: packages, what they import, and what they are generated from. */
function graph(houses: readonly PackageImports[]): string {
  const drawn = houses.filter(({ folder }) => folder !== 'packages/test-support');
  const lines: string[] = [];
  for (const house of drawn) {
    const kind = kinds[house.name] ?? (house.isPrivate ? 'private' : 'provider');
    lines.push(`"${short(house.name)}" [class="${kind}", label="${label(house)}"];`);
    const targets = new Set(house.imports.map(({ specifier }) => packageOf(specifier)));
    for (const target of [...targets].toSorted()) {
      if (!target.startsWith('@tokenwright/') || target === house.name) continue;
      lines.push(`"${short(house.name)}" -> "${short(target)}" [class="imports"];`);
    }
    if (house.documents.length > 0) {
      lines.push(`"${short(house.name)}" -> "specs" [class="generated", style=dashed];`);
    }
  }
  return `digraph house {
    graph [bgcolor=transparent, nodesep=0.3, ranksep=0.6, pad=0.2, fontname="Arial"];
    node [shape=box, style=rounded, margin="0.33,0.1", fontname="Arial", fontsize=13];
    edge [arrowsize=0.7, fontname="Arial", fontsize=10];
    ${lines.join('\n    ')}
  }`;
}

// A picture that brings its own ground is legible wherever it stands.
const style = `
  .ground { fill: #ffffff; stroke: #d8dee4 }
  text { fill: #1c2530; font: 11px ui-sans-serif, system-ui, 'Segoe UI', Roboto, Arial, sans-serif }
  .node text:first-of-type { font-size: 13px; font-weight: 600 }
  .node path, .node polygon { fill: #f4f6f8; stroke: #5b6875; stroke-width: 1.2 }
  .provider path { fill: #fbeee4; stroke: #a14a12 }
  .core path { fill: #a14a12; stroke: #a14a12 } .core text { fill: #ffffff }
  .judge path { fill: #e8f4ee; stroke: #1a7f4e }
  .store path { fill: #eaf0fb; stroke: #2563c9 }
  .documents path { fill: #fff8d6; stroke: #8a6d00 }
  .private path { stroke-dasharray: 3 3 }
  .edge path { stroke: #5b6875 } .edge polygon { fill: #5b6875; stroke: #5b6875 }
  .generated path { stroke: #8a6d00 } .generated polygon { fill: #8a6d00; stroke: #8a6d00 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #161b22; stroke: #313b46 }
    text { fill: #e6ebf0 }
    .node path, .node polygon { fill: #1f2731; stroke: #9dabb9 }
    .provider path { fill: #3a2413; stroke: #f2ad72 }
    .core path { fill: #f2ad72; stroke: #f2ad72 } .core text { fill: #1c1206 }
    .judge path { fill: #123024; stroke: #4cc38a }
    .store path { fill: #16263f; stroke: #6ea8ff }
    .documents path { fill: #332b08; stroke: #e0c14a }
    .edge path { stroke: #9dabb9 } .edge polygon { fill: #9dabb9; stroke: #9dabb9 }
    .generated path { stroke: #e0c14a } .generated polygon { fill: #e0c14a; stroke: #e0c14a }
  }`;

/** The picture as SVG. The same imports give the same text. */
export async function draw(houses: readonly PackageImports[]): Promise<string> {
  const graphviz = await Graphviz.load();
  const drawing = graphviz.dot(graph(houses));
  const [, width = '0', height = '0'] = /viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"/.exec(drawing) ?? [];
  const legend = 26;
  const [w, h] = [Math.ceil(Number(width)), Math.ceil(Number(height)) + legend];
  const inner = drawing
    .replace(/^[\s\S]*?(?=<g id="graph0")/, '')
    .replace(/<\/svg>\s*$/, '')
    .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
    .replaceAll(/<title>[\s\S]*?<\/title>\n?/g, '')
    .replaceAll(/ (?:fill|stroke)="(?:black|transparent)"| xml:space="preserve"| font-(?:family|size)="[^"]*"/g, '')
    .trim();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-labelledby="title">
<title id="title">The packages of Tokenwright, what each imports, and which are generated from the documents</title>
<style>${style}
</style>
<rect class="ground" x="0.5" y="0.5" width="${w - 1}" height="${h - 1}" rx="8"/>
${inner}
<g class="edge imports"><path d="M 20 ${h - 18} h 34" fill="none"/></g>
<text x="60" y="${h - 14}">imports</text>
<g class="edge generated"><path d="M 120 ${h - 18} h 34" fill="none" stroke-dasharray="5,2"/></g>
<text x="160" y="${h - 14}">generated from</text>
</svg>
`;
}
