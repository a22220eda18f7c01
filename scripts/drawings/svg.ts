/** What the drawings are made of. They bring their own ground, so that they can be read on any page, light or dark. */

export interface TextOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  /** One of the classes of {@link picture}. */
  readonly as?: 'label' | 'small' | 'strong' | 'on';
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const rounded = (value: number): string => String(Math.round(value * 10) / 10);

export function text(
  x: number,
  y: number,
  words: string,
  { anchor = 'start', as = 'label' }: TextOptions = {},
): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}" class="${as}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

export function box(x: number, y: number, width: number, height: number, kind: string): string {
  return `<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(Math.max(0, width))}" height="${rounded(height)}" class="${kind}"/>`;
}

export function line(fromX: number, fromY: number, toX: number, toY: number, kind: string = 'line'): string {
  return `<path d="M${rounded(fromX)} ${rounded(fromY)} L${rounded(toX)} ${rounded(toY)}" class="${kind}"/>`;
}

/** A line with a head at its end. */
export function arrow(fromX: number, fromY: number, toX: number, toY: number, kind: string = 'line'): string {
  const angle = Math.atan2(toY - fromY, toX - fromX);
  const head = [angle + 2.7, angle - 2.7].map(
    (each) => `${rounded(toX + 8 * Math.cos(each))} ${rounded(toY + 8 * Math.sin(each))}`,
  );
  return `${line(fromX, fromY, toX, toY, kind)}<path d="M${rounded(toX)} ${rounded(toY)} L${head.join(' L')} Z" class="head"/>`;
}

const style = `
text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
.small { font-size: 12px; fill: #4a5058; } .strong { font-weight: 600; font-size: 14px; }
.ground { fill: #ffffff; stroke: #d0d7de; } .line { stroke: #4a5058; fill: none; stroke-width: 1.3; } .head { fill: #4a5058; }
.dashed { stroke: #8a929b; fill: none; stroke-dasharray: 4 3; } .fresh { fill: #2f8f4e; } .stale { fill: #f2b632; } .invalid { fill: #c9514c; }
.window { fill: none; stroke: #4a5058; stroke-width: 1.3; } .waits { fill: #6f7fd8; } .step { fill: #e9eef5; stroke: #8a929b; }
.on { fill: #111111; font-weight: 600; }
@media (prefers-color-scheme: dark) {
text { fill: #e6e8eb; } .small { fill: #b3bac2; } .ground { fill: #1b1b1f; stroke: #3c3f44; } .on { fill: #111111; }
.line { stroke: #b3bac2; } .head { fill: #b3bac2; } .dashed { stroke: #7d858e; } .window { stroke: #b3bac2; } .step { fill: #2b2f36; stroke: #7d858e; }
}`;

/** A whole picture. `title` is what it shows, for whoever cannot see it. */
export function picture(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>${style}
</style>
${box(0.5, 0.5, width - 1, height - 1, 'ground')}
${parts.join('\n')}
</svg>
`;
}
