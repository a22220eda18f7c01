#!/usr/bin/env node
import { runCommand } from './command.ts';

const output = {
  out: (text: string) => void process.stdout.write(`${text}\n`),
  error: (text: string) => void process.stderr.write(`${text}\n`),
};

void runCommand(process.argv.slice(2), output).then((status) => {
  process.exitCode = status;
});
