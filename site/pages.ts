/**
 * Every page of the documentation, in the order of the sidebar and of docs/README.md, which is written from this. A page
 * that stands in no row, and a row without a page, fail `pnpm check pages`.
 */
export interface PageRow {
  /** From the root of the repository. */
  readonly file: string;
  /** What the sidebar says, where the title of the page is not fit for it. */
  readonly label?: string;
  /** One sentence, without a full stop. */
  readonly summary: string;
}

export interface Section {
  readonly title: string;
  /** Who finds here what they look for. */
  readonly audience: string;
  /** A way in: it stands in the bar at the top, and on the home page. */
  readonly isWayIn?: true;
  readonly pages: readonly PageRow[];
}

export const sections: readonly Section[] = [
  {
    title: 'Install',
    audience: 'You want a token that is valid whenever you ask for one.',
    isWayIn: true,
    pages: [
      {
        file: 'docs/tutorial-install.md',
        label: 'Tutorial: a first token',
        summary: 'from an empty folder to a token that renews itself, without an account',
      },
      {
        file: 'docs/choose.md',
        label: 'Which source, which store',
        summary: 'what fits your application, and what to import',
      },
      { file: 'packages/aliyun-pds/README.md', summary: 'tokens of PDS: calls, sources and pools' },
      {
        file: 'packages/aliyun-pds/docs/migrating.md',
        label: 'From the PDS SDK',
        summary: "from the vendor's SDK of PDS, name by name",
      },
      { file: 'packages/huawei-oneaccess/README.md', summary: 'tokens of OneAccess: logins, sessions, tenant tokens' },
      {
        file: 'packages/huawei-oneaccess/docs/logins.md',
        label: 'Logins of OneAccess',
        summary: 'a login in a browser, with OAuth 2.0 or OpenID Connect',
      },
      {
        file: 'packages/huawei-oneaccess/docs/migrating.md',
        label: 'From calls by hand',
        summary: 'from calls of OneAccess that were written by hand',
      },
      { file: 'packages/core/README.md', summary: 'sources, pools, stores, signing and errors' },
      { file: 'examples/README.md', label: 'Examples', summary: 'whole programs to copy, each run by a test' },
    ],
  },
  {
    title: 'How to',
    audience: 'You know what you want to do.',
    pages: [
      {
        file: 'docs/how-to/log-users-in.md',
        label: 'Log users in',
        summary: 'a web application, and what to do when a login has ended',
      },
      { file: 'docs/how-to/many-users.md', summary: 'a pool for all users of an application' },
      { file: 'docs/how-to/short-lived-hosts.md', summary: 'functions and Workers, where work dies with its request' },
      { file: 'docs/how-to/share-tokens.md', label: 'Share tokens', summary: 'in a fleet, in a script, encrypted' },
      { file: 'docs/how-to/own-store.md', summary: 'a store in a database of yours, and the suite that tests it' },
      {
        file: 'docs/how-to/keys-and-secrets.md',
        label: 'Keys and secrets',
        summary: 'in a vault, in a KMS, replaced without downtime',
      },
      {
        file: 'docs/how-to/private-deployments.md',
        label: 'Other endpoints',
        summary: 'private deployments, mocks, proxies',
      },
      {
        file: 'docs/how-to/test-your-code.md',
        label: 'Test your own code',
        summary: 'against the mock, on a clock that the test moves',
      },
    ],
  },
  {
    title: 'Run',
    audience: 'Your program is running, alone or as one of a fleet.',
    pages: [
      {
        file: 'docs/troubleshooting.md',
        label: 'Troubleshooting',
        summary: 'by what you see: installing, the first token, logins that end, tests',
      },
      { file: 'docs/errors.md', summary: 'every error by its code, and what to do' },
      { file: 'docs/observability.md', summary: 'events, channels and metrics' },
      { file: 'docs/fleet.md', label: 'A fleet', summary: 'how processes share one login' },
      { file: 'packages/store-redis/README.md', summary: 'one record of each token for a fleet, on Redis or Valkey' },
      {
        file: 'packages/store-redis/docs/redis.md',
        label: 'Setting Redis up',
        summary: 'which Redis, with which settings, and what each of them costs',
      },
      {
        file: 'packages/store-redis/docs/runbook.md',
        label: 'Runbook of a fleet',
        summary: 'what is seen when something goes wrong in a fleet, and what to do',
      },
      {
        file: 'packages/store-redis/docs/keep-alive.md',
        label: 'Keeping idle logins alive',
        summary: 'a worker that renews what nobody uses, measured for 100,000 logins, planned for 100 million',
      },
      {
        file: 'packages/store-redis/docs/regions.md',
        label: 'Several regions',
        summary: 'which region renews a login, what distance and a cut line cost, and what a failover can lose',
      },
    ],
  },
  {
    title: 'Regenerate',
    audience: 'You edit an OpenAPI document and want to know what changes, and for whom.',
    isWayIn: true,
    pages: [
      {
        file: 'docs/tutorial-regenerate.md',
        label: 'Tutorial: a changed document',
        summary: 'a changed document, followed to its release',
      },
      {
        file: 'docs/regenerating.md',
        label: 'Regenerating clients',
        summary: 'from a changed document to a client, here and in a repository of your own',
      },
      { file: 'specs/README.md', summary: 'the three OpenAPI documents' },
    ],
  },
  {
    title: 'Contract-test',
    audience: 'You prove without network or credentials that a client, or an authority, keeps to the document.',
    isWayIn: true,
    pages: [
      {
        file: 'docs/tutorial-contract.md',
        label: 'Tutorial: a contract test',
        summary: 'a client held to its document, in TypeScript and over HTTP',
      },
      { file: 'packages/contract/README.md', summary: 'holds clients and authorities to a document, with Prism' },
      {
        file: 'packages/contract/docs/judges.md',
        label: 'The judges',
        summary: 'what judges what, and what each misses',
      },
      {
        file: 'packages/contract/docs/pre-checks.md',
        label: 'What is refused',
        summary: 'how a request is broken on purpose, and what the kit looks for beside Prism',
      },
      {
        file: 'packages/contract/docs/live.md',
        label: 'A real account',
        summary: 'the documents held against a real account',
      },
      {
        file: 'packages/mock-authority/README.md',
        summary: 'a mock of both authorities that rotates, expires and refuses',
      },
      {
        file: 'packages/mock-authority/docs/traits.md',
        label: 'What the mock serves',
        summary: 'its paths, and the traits that say how strict it is',
      },
      {
        file: 'packages/mock-authority/docs/control.md',
        label: 'Control routes',
        summary: 'how a test moves the clock of the mock, and asks what it received',
      },
      {
        file: 'packages/mock-authority/docs/faults.md',
        label: 'Faults',
        summary: 'lost answers, delays, refusals and broken bodies, by script or by seed',
      },
    ],
  },
  {
    title: 'Explain',
    audience: 'You want to know how it works, and why it was built so.',
    isWayIn: true,
    pages: [
      {
        file: 'docs/life-of-a-token.md',
        summary: 'when a token is due, what a refresh does, and what a lost answer costs',
      },
      { file: 'docs/words.md', label: 'The words', summary: 'what each word of these pages means' },
      { file: 'docs/security-model.md', summary: 'threats, guarantees with their tests, and what is out of scope' },
      { file: 'docs/rules.md', summary: 'what everything keeps to, by number, with the tests that prove it' },
      {
        file: 'docs/defects.md',
        label: 'Defects elsewhere',
        summary: 'what other libraries get wrong, and the test of it here',
      },
      { file: 'docs/benchmarks.md', label: 'Benchmarks', summary: 'figures beside those of other libraries' },
      { file: 'ARCHITECTURE.md', summary: 'how the house is built, where a change goes, and what was decided' },
    ],
  },
  {
    title: 'Project',
    audience: 'You want to know what is supported, report something, or change it.',
    pages: [
      {
        file: 'docs/runtimes.md',
        label: 'What runs where',
        summary: 'one suite of the packed packages on every supported runtime',
      },
      {
        file: 'docs/supported-runtimes.md',
        label: 'Supported runtimes',
        summary: 'which versions of which runtimes are served, and until when',
      },
      { file: 'SECURITY.md', summary: 'how to report a weakness, and what counts as one' },
      { file: 'CONTRIBUTING.md', summary: 'set-up, where a change goes, and how tests are written' },
      {
        file: 'docs/releasing.md',
        label: 'Releasing',
        summary: 'how versions are made and published, and which number is next',
      },
    ],
  },
];

/** Pages of the repository that the site leaves out. */
export const notOnTheSite: readonly string[] = ['bench/README.md', 'baseline/README.md'];
