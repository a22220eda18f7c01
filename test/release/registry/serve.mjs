// Serves a registry on a free port of loopback and prints its address; ends when its standard input does.
import { runServer } from 'verdaccio';

const [configFile] = process.argv.slice(2);
const app = await runServer(configFile);
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready http://127.0.0.1:${server.address().port}/\n`);
});
process.stdin.resume().on('end', () => process.exit());
