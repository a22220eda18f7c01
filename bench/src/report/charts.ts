/** Which figures are drawn. Each chart is one file beside the page of the documentation, `<case>-<name>.svg`. */
export interface Chart {
  readonly case: string;
  readonly name: string;
  readonly title: string;
  /** Which metrics it shows; where it is more than one, each has a line of its own. */
  readonly metric: RegExp;
  /** Which scenarios. Default: all that have the metric. */
  readonly scenario?: RegExp;
  /** Which subjects. Default: all. */
  readonly subject?: RegExp;
  /** Default: logarithmic, because peers lie far apart. */
  readonly scale?: 'linear' | 'log';
}

/** Packages as a whole; their subpaths are in the table. */
const wholePackages = /^(?!@tokenwright\/[\w-]+\/)/;

export const charts: readonly Chart[] = [
  { case: 'cached-token', name: 'time', title: 'A token that is there already', metric: /^time of a call$/ },
  { case: 'cached-token', name: 'bytes', title: 'Garbage of a call', metric: /^allocated by a call$/ },
  { case: 'pool', name: 'time', title: 'One of many tokens, at random', metric: /^time of a call$/ },
  {
    case: 'pool',
    name: 'heap',
    title: 'Heap of one source more',
    metric: /^heap of each/,
    scenario: /^one source more$/,
  },
  { case: 'cold-herd', name: 'time', title: 'Many callers, no token yet', metric: /^time until the last caller/ },
  { case: 'cold-herd', name: 'requests', title: 'What they cost the authority', metric: /^requests at the authority/ },
  {
    case: 'assertion',
    name: 'time',
    title: 'A signed assertion',
    metric: /^time of an assertion$/,
    scenario: /key at hand$/,
  },
  {
    case: 'assertion',
    name: 'delay',
    title: 'How long nothing else ran while 64 were signed',
    metric: /^longest delay of the event loop$/,
  },
  { case: 'mint', name: 'time', title: 'A whole mint over loopback', metric: /^time of a mint$/, scale: 'linear' },
  {
    case: 'authorized-fetch',
    name: 'time',
    title: 'A request that carries a token',
    metric: /^time of a request$/,
    scenario: /loopback/,
    scale: 'linear',
  },
  {
    case: 'keep-fresh',
    name: 'life',
    title: 'When tokens are renewed that renew by themselves',
    metric: /^life left at the renewal/,
    scale: 'linear',
  },
  {
    case: 'outage',
    name: 'served',
    title: 'An authority that fails while a token is valid: callers',
    metric: /^calls that got the valid token at once$/,
    scale: 'linear',
  },
  {
    case: 'outage',
    name: 'requests',
    title: 'An authority that fails while a token is valid: the authority',
    metric: /^requests at the authority in the worst minute$/,
    scale: 'linear',
  },
  { case: 'fleet', name: 'wait', title: 'A fleet that shares a login', metric: /^until another process/ },
  {
    case: 'size',
    name: 'gzip',
    title: 'Bundled, minified and compressed',
    metric: /^gzip$/,
    scenario: /rolldown$/,
    subject: wholePackages,
  },
  {
    case: 'size',
    name: 'import',
    title: 'Import in a fresh process',
    metric: /^time$/,
    scenario: /^import/,
    subject: wholePackages,
  },
  { case: 'generation', name: 'time', title: 'pnpm generate', metric: /^time$/, scale: 'linear' },
];
