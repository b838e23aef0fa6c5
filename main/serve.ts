import { runCommandLine } from './cli/run.ts';
import { serve } from './serve-web.ts';

/** Entry of the web host: the command line's `serve`, options and all. */
process.exitCode = await runCommandLine(['serve', ...process.argv.slice(2)], serve);
