import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Chart } from './charts.ts';
import type { Figure } from './figures.ts';
import type { CaseReport } from './results.ts';

/** What is drawn in a light page, and what takes its place in a dark one. */
const colours = {
  background: ['#ffffff', '#0d1117'],
  text: ['#1f2328', '#e6edf3'],
  faint: ['#59636e', '#9198a1'],
  grid: ['#e4e8ec', '#262c36'],
  ours: ['#0550ae', '#58a6ff'],
  floor: ['#6e7781', '#8b949f'],
  peer: ['#bc4c00', '#f0883e'],
  other: ['#8250df', '#bc8cff'],
} as const;
const light = (name: keyof typeof colours): string => colours[name][0];
const font = 'system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif';
const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** The figures of a chart; empty when the report has none. */
export function figuresOf(chart: Chart, report: CaseReport): readonly Figure[] {
  const { metric, scenario = /^/, subject = /^/ } = chart;
  return report.figures.filter(
    (figure) => metric.test(figure.metric) && scenario.test(figure.scenario) && subject.test(figure.subject),
  );
}

/** Draws a chart, of the report alone: the same report gives the same text. */
export async function chartSvg(chart: Chart, report: CaseReport): Promise<string> {
  const figures = figuresOf(chart, report);
  const view = new View(parse(compile(specOf(chart, report, figures)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg.replace(/^<svg /, `<svg role="img" aria-label="${chart.title}" `).replace('>', `>${styles()}`)}\n`;
}

/** In a dark page each colour is replaced by its other one. */
function styles(): string {
  const rules = Object.values(colours).map(
    ([day, night]) => `[fill="${day}"]{fill:${night}}[stroke="${day}"]{stroke:${night}}`,
  );
  return `<style>@media (prefers-color-scheme:dark){${rules.join('')}}</style>`;
}

type PanelSpec = Extract<TopLevelSpec, { readonly vconcat: unknown }>['vconcat'][number];

interface Line {
  readonly scenario: string;
  readonly label: string;
  readonly kind: Figure['kind'];
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly text: string;
}

function specOf(chart: Chart, report: CaseReport, figures: readonly Figure[]): TopLevelSpec {
  const metrics = new Set(figures.map(({ metric }) => metric));
  const labelOf = ({ metric, subject }: Figure): string =>
    metrics.size > 1 ? metric.slice(metric.indexOf(', ') + 2) : subject;
  const lines = figures.map((figure): Line => ({
    scenario: figure.scenario,
    label: labelOf(figure),
    kind: figure.kind,
    median: figure.median ?? null,
    low: figure.low ?? null,
    high: figure.high ?? null,
    text: figure.median === undefined ? (figure.note ?? 'no figure') : number.format(figure.median),
  }));
  const scenarios = [...new Set(lines.map(({ scenario }) => scenario))];
  const [first] = figures;
  const unit = first === undefined ? '' : first.unit;
  const what = metrics.size > 1 ? first?.metric.slice(0, first.metric.indexOf(',')) : first?.metric;
  const decades = chart.scale === 'linear' ? [] : decadesOf(lines);
  const isLog = decades.length > 2;
  const hasRounds = figures.some(({ rounds }) => rounds > 1);
  const scale = isLog
    ? { type: 'log' as const, domain: [decades[0] ?? 1, decades.at(-1) ?? 1] }
    : { zero: true, nice: true };
  const x = {
    type: 'quantitative',
    scale,
    axis: { title: null, format: ',~r', grid: true, ...(isLog ? { values: decades } : { tickCount: 8 }) },
  } as const;
  const kinds = [...new Set(lines.map(({ kind }) => kind))];
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: {
      domain: kinds,
      range: kinds.map((kind) => light(kind)),
    },
    legend:
      kinds.length === 1
        ? null
        : { title: null, orient: 'bottom', labelExpr: `(${JSON.stringify(words)})[datum.label]` },
  } as const;
  const present = { filter: 'datum.median !== null' };
  const panelOf = (scenario: string): PanelSpec => {
    const own = lines.filter((line) => line.scenario === scenario);
    const y = {
      field: 'label',
      type: 'nominal',
      sort: own.map(({ label }) => label),
      axis: { title: null, labelLimit: 500 },
    } as const;
    return {
      // A single scenario needs no heading: the title says it.
      ...(scenarios.length === 1 ? {} : { title: { text: scenario, anchor: 'start', fontSize: 12, offset: 4 } }),
      data: { values: own },
      width: 460,
      height: { step: 20 },
      layer: [
        {
          transform: [present],
          mark: { type: 'rule', strokeWidth: 4, opacity: 0.35, strokeCap: 'round' },
          encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
        },
        {
          transform: [present],
          mark: { type: 'point', filled: true, size: 60, opacity: 1 },
          encoding: { y, x: { ...x, field: 'median' }, color },
        },
        {
          transform: [present],
          mark: { type: 'text', align: 'left', dx: 9, fontSize: 11, color: light('text') },
          encoding: { y, x: { ...x, field: 'high' }, text: { field: 'text' } },
        },
        {
          transform: [{ filter: 'datum.median === null' }],
          mark: { type: 'text', align: 'left', fontSize: 11, fontStyle: 'italic', color: light('faint') },
          encoding: { y, x: { value: 6 }, text: { field: 'text' } },
        },
      ],
    };
  };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: light('background'),
    padding: 16,
    title: {
      text: chart.title,
      subtitle: [
        `${what ?? ''} (${unit})${hasRounds ? ': median, and the middle half of the rounds' : ''}${isLog ? '; logarithmic' : ''}`,
        ...factsOf(report),
      ],
      anchor: 'start',
      frame: 'bounds',
      offset: 14,
    },
    vconcat: scenarios.map(panelOf),
    spacing: 18,
    resolve: { scale: { x: 'shared', color: 'shared' } },
    config: {
      font,
      view: { stroke: null },
      title: {
        color: light('text'),
        fontSize: 15,
        subtitleColor: light('faint'),
        subtitleFontSize: 11,
        subtitleLineHeight: 15,
        subtitlePadding: 6,
      },
      axis: {
        labelColor: light('faint'),
        labelFontSize: 11,
        gridColor: light('grid'),
        domainColor: light('grid'),
        tickColor: light('grid'),
      },
      legend: { labelColor: light('text'), labelFontSize: 11, symbolOpacity: 1 },
      axisY: { labelColor: light('text'), grid: false, ticks: false, domain: false, labelPadding: 8 },
    },
  };
}

const words = { ours: 'this project', floor: 'floor', peer: 'peer', other: 'shown beside' } as const;

/** The powers of ten around the figures. */
function decadesOf(lines: readonly Line[]): number[] {
  const values = lines.flatMap(({ median, low, high }) => [median, low, high]).filter((each) => each !== null);
  if (values.length === 0 || Math.min(...values) <= 0) return [];
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.ceil(Math.log10(Math.max(...values)));
  return Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
}

/** When and where it was measured, and of what, in lines that fit. */
function factsOf({ date, machine, versions }: CaseReport): readonly string[] {
  const { node, system, processor, processors, load, runLoad = load } = machine;
  const facts = [
    date.slice(0, 10),
    `Node.js ${node}`,
    `${processor}, ${processors} processors`,
    system.split(' ').slice(0, 2).join(' '),
    `load ${runLoad}`,
  ].join(' · ');
  return [facts, ...wrapped(Object.entries(versions).map(([name, version]) => `${name} ${version}`))];
}

const mostInLine = 120;

function wrapped(parts: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && line.length + part.length > mostInLine) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? part : ` · ${part}`;
  }
  return line === '' ? lines : [...lines, line];
}
