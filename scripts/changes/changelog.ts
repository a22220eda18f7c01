/**
 * How a changelog is written: one entry for each change, in the words of its changeset, with a link to its commit.
 * `changeset version` loads this by the name in .changeset/config.json; what it calls is fixed by it.
 */

interface Changeset {
  readonly summary: string;
  /** The commit that added it; undefined before it is committed. */
  readonly commit?: string | undefined;
}

interface Dependency {
  readonly name: string;
  readonly newVersion: string;
}

interface Options {
  /** Where the repository is to be seen, without a slash at the end. */
  readonly repository: string;
}

/** A summary that is a list gives its points; one that is text gives one point. */
export function releaseLine(changeset: Changeset, options: Options): string {
  const lines = changeset.summary.trim().split('\n');
  const isList = lines[0]?.startsWith('- ') === true;
  const points = lines.map((line, index) => {
    if (isList) return line.trimEnd();
    return index === 0 ? `- ${line.trimEnd()}` : `  ${line}`.trimEnd();
  });
  return [...points.slice(0, -1), `${points.at(-1) ?? '-'}${linkTo(changeset.commit, options)}`].join('\n');
}

export function dependencyLine(dependencies: readonly Dependency[]): string {
  if (dependencies.length === 0) return '';
  return `- Needs ${dependencies.map(({ name, newVersion }) => `\`${name}\` ${newVersion}`).join(' and ')}.`;
}

function linkTo(commit: string | undefined, { repository }: Options): string {
  return commit === undefined ? '' : ` ([${commit.slice(0, 7)}](${repository}/commit/${commit}))`;
}

const changelogFunctions = {
  getReleaseLine: (changeset: Changeset, _bump: string, options: Options): string => releaseLine(changeset, options),
  getDependencyReleaseLine: (_changesets: readonly Changeset[], dependencies: readonly Dependency[]): string =>
    dependencyLine(dependencies),
};

// oxlint-disable-next-line import/no-default-export -- changesets takes no other.
export default changelogFunctions;
