import { runCommandLine } from './cli/run.ts';
import { serve } from './serve-web.ts';

/** Entry of the command line. The exit code is set, not forced, so that what was written leaves the pipes. */
process.exitCode = await runCommandLine(process.argv.slice(2), serve);
