import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly 'timeout-minutes'?: number;
  readonly container?: string | { readonly image: string };
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly on: string | readonly string[] | Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What a job may write, and nothing else, by `<workflow> <job>`. */
const writes: Readonly<Record<string, readonly string[]>> = {
  'release version': ['contents', 'pull-requests'],
  'release publish': ['contents', 'id-token'],
};

/** These run with the rights of the repository on what a stranger wrote. */
const dangerousTriggers = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion_comment',
]);

/** What the job with the right to publish may run: it installs changesets, and no script of any package. */
const runnableWithIdToken = [
  /^npm install --global pnpm@\d+\.\d+\.\d+$/,
  /^pnpm install --frozen-lockfile --ignore-scripts$/,
];

/** How a workflow breaks the rules of this repository, in sentences; see "The workflows" in CONTRIBUTING.md. */
export function findingsOf(name: string, text: string): string[] {
  const { on, permissions, jobs } = parse(text) as Workflow;
  const findings: string[] = [];
  const triggers = typeof on === 'string' ? [on] : Array.isArray(on) ? (on as readonly string[]) : Object.keys(on);
  for (const trigger of triggers) {
    if (dangerousTriggers.has(trigger)) findings.push(`${name}: it is triggered by ${trigger}`);
  }
  if (JSON.stringify(permissions) !== '{}') findings.push(`${name}: "permissions: {}" is missing at its top`);
  for (const [job, settings] of Object.entries(jobs)) {
    findings.push(...findingsOfJob(name, job, settings).map((finding) => `${name}, job ${job}: ${finding}`));
  }
  for (const line of text.split('\n')) {
    const used = /^\s*-?\s*uses:\s*(.*)$/.exec(line)?.[1];
    if (used !== undefined && !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used)) {
      findings.push(`${name}: "${used}" is not pinned to a commit with its version behind it`);
    }
  }
  return findings;
}

function findingsOfJob(name: string, job: string, settings: Job): string[] {
  const findings: string[] = [];
  const { permissions, steps = [] } = settings;
  if (settings['timeout-minutes'] === undefined) findings.push('it has no timeout');
  if (typeof permissions !== 'object' || permissions === null)
    return [...findings, 'it names no permissions of its own'];
  const entries = Object.entries(permissions);
  for (const [scope, right] of entries) {
    const mayWrite = writes[`${name} ${job}`]?.includes(scope) === true;
    if (right !== 'read' && !(right === 'write' && mayWrite))
      findings.push(`it may not have ${scope}: ${String(right)}`);
  }
  const publishes = entries.some(([scope, right]) => scope === 'id-token' && right === 'write');
  for (const { uses, run, with: inputs } of steps) {
    if (run?.includes('${{') === true) findings.push(`"${run}" has an expression in it; hand it over in "env"`);
    if (publishes && run !== undefined && !runnableWithIdToken.some((allowed) => allowed.test(run))) {
      findings.push(`it may publish, and runs "${run}"`);
    }
    if (uses?.startsWith('actions/checkout@') === true && inputs?.['persist-credentials'] !== false) {
      findings.push('it leaves credentials in the checkout');
    }
  }
  return findings;
}

/** What a workflow takes from elsewhere: actions, with their version, and container images. */
export function takenFrom(text: string): string[] {
  const actions = [...text.matchAll(/uses:\s*([\w-]+\/[\w-]+)[\w./-]*@([0-9a-f]{40}) # (v[\d.]+)$/gm)].map(
    ([, repository = '', commit = '', version = '']) => `${repository} ${version} ${commit}`,
  );
  const { jobs } = parse(text) as Workflow;
  const images = Object.values(jobs).flatMap(({ container }) =>
    container === undefined ? [] : [typeof container === 'string' ? container : container.image],
  );
  return [...new Set([...actions, ...images])];
}
