import { parseArgs, type ParseArgsConfig } from 'node:util';

/**
 * The words of a command, read as `parseArgs` reads them. One that it does not know ends the command with a sentence, so
 * this comes before a command has done anything.
 */
export function wordsOf<const Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const options = Object.keys(config.options ?? {}).map((name) => `--${config.allowNegative ? '[no-]' : ''}${name}`);
    // What follows the first sentence is advice on words that begin with a dash.
    console.error(`${error.message.split('. ')[0]}. There are: ${options.join(', ')}.`);
    return process.exit(2);
  }
}
