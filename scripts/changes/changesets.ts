import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../generation/targets.ts';
import { type Bump, bumps, largest } from './bump.ts';
import { Stop } from '../lib/stop.ts';

/** A pending changeset. */
export interface Changeset {
  /** Relative to the root. */
  readonly file: string;
  readonly releases: Readonly<Record<string, Bump>>;
}

const folder = path.join(root, '.changeset');
/** What `--write` writes is named after its package, and written anew each time. */
const own = /^spec-diff-[\w-]+\.md$/;

/** @throws Stop when one is none, with its name */
export function readChangesets(): Changeset[] {
  return globSync('*.md', { cwd: folder })
    .filter((name) => name !== 'README.md')
    .toSorted()
    .map((name) => {
      const file = `.changeset/${name}`;
      const head = /^---\r?\n([\s\S]*?)\r?\n?---/.exec(readFileSync(path.join(folder, name), 'utf8'))?.[1];
      const releases: unknown = head === undefined ? undefined : (parse(head) ?? {});
      if (typeof releases !== 'object' || releases === null) {
        throw new Stop(`${file}:1: this changeset has no head; it begins with "---", a line for each package, "---".`);
      }
      for (const [packageName, bump] of Object.entries(releases)) {
        if (!(bumps as readonly unknown[]).includes(bump)) {
          throw new Stop(
            `${file}: the bump of ${packageName} is ${JSON.stringify(bump)}; one of ${bumps.join(', ')} is needed.`,
          );
        }
      }
      return { file, releases: releases as Record<string, Bump> };
    });
}

/** What the pending changesets give a package. */
export function givenBump(changesets: readonly Changeset[], packageName: string): Bump {
  return largest(changesets.map(({ releases }) => releases[packageName] ?? 'none'));
}

/** Whether a changeset was written by `--write`. */
export function isOurs({ file }: Changeset): boolean {
  return own.test(path.basename(file));
}

/** Writes the changeset of a package over the one that was written for it before. */
export function writeChangeset(packageName: string, bump: Bump, messages: readonly string[]): string {
  const file = fileOf(packageName);
  const lines = ['---', `'${packageName}': ${bump}`, '---', '', ...messages.map((message) => `- ${message}`), ''];
  writeFileSync(path.join(root, file), lines.join('\n'));
  return file;
}

/** Takes back what was written for a package, when it needs none any more. */
export function removeChangeset(packageName: string): string | undefined {
  const file = fileOf(packageName);
  if (!existsSync(path.join(root, file))) return undefined;
  rmSync(path.join(root, file));
  return file;
}

function fileOf(packageName: string): string {
  return `.changeset/spec-diff-${packageName.slice(packageName.indexOf('/') + 1)}.md`;
}
