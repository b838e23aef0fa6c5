// The only file that runs on the system's Node (20 or later): installs and builds what is missing or stale, then hands
// over to the Node that comes with the dependencies. Prints nothing of its own on stdout.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const windows = process.platform === 'win32';
const installStamp = path.join(root, 'node_modules', '.wellspring-installed');
const buildStamp = path.join(root, 'dist', '.wellspring-built');
const lockFile = path.join(root, '.run-lock');
const usage = 'usage: node run.mjs start|test|bench|build|long NAME|wellspring [arguments]';

// Words that nobody can read (a closed pipe, a full disk) must not end what they are about.
process.stderr.on('error', () => {});

/** @param {string} message */
function say(message) {
  process.stderr.write(`wellspring: ${message}\n`);
}

/** @param {string} message @param {number} code @returns {never} */
function stop(message, code) {
  say(message);
  process.exit(code);
}

/**
 * SHA-256 over names and contents of files and whole folders, in sorted order. What is missing counts as empty.
 * @param {readonly string[]} names relative to the root
 */
function hashOf(names) {
  const hash = createHash('sha256');
  /** @param {string} name */
  const add = (name) => {
    const full = path.join(root, name);
    const entry = fs.statSync(full, { throwIfNoEntry: false });
    if (entry?.isDirectory()) {
      for (const child of fs.readdirSync(full).sort()) add(`${name}/${child}`);
    } else if (entry?.isFile()) {
      hash.update(`${name}\0${entry.size}\0`).update(fs.readFileSync(full));
    }
  };
  for (const name of names) add(name);
  return hash.digest('hex');
}

/** @param {string} file */
function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
}

// The platform is part of it: a checkout on a shared drive may be used from two systems.
const installKey = () => `${hashOf(['package-lock.json'])} ${process.platform}-${process.arch}`;
const buildKey = () => hashOf(['main', 'shared', 'renderer', 'build.mjs', 'package-lock.json']);

/** The binary itself, not the shim in `.bin`: signals must reach the program, not a wrapper. */
function nodeBinary() {
  const bundled = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
  if (fs.existsSync(bundled)) return bundled;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return stop(
    `${bundled} is missing: npm did not run the install script of the package "node". ` +
      'Delete node_modules and try again, or start this with Node 24.',
    1,
  );
}

/**
 * Runs a helper to its end; its output goes to stderr. Ends this process when the helper fails.
 * @param {string} what @param {string} command @param {readonly string[]} args @param {boolean} [shell]
 */
function helper(what, command, args, shell = false) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell });
  if (result.error) stop(`${what} could not start: ${result.error.message}`, 1);
  if (result.signal) process.exit(128 + os.constants.signals[result.signal]);
  if (result.status !== 0) stop(`${what} failed (exit ${result.status}); the reason is above.`, 1);
}

/** Whether the process that holds the lock is alive. A lock of half an hour is dead: process ids are used again. */
function lockIsHeld() {
  const entry = fs.statSync(lockFile, { throwIfNoEntry: false });
  if (entry === undefined || Date.now() - entry.mtimeMs > 30 * 60_000) return false;
  try {
    const pid = Number(read(lockFile));
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Two commands started together must not install or build over each other.
 * @param {string} what for people @param {() => void} work
 */
function alone(what, work) {
  for (let announced = false; ; ) {
    try {
      fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code !== 'EEXIST') {
        stop(
          `${what} is needed, and nothing can be written in ${root} (${message}). ` +
            'Let someone who may write there run "npm run build" once, or use a copy of your own.',
          1,
        );
      }
      if (!lockIsHeld()) fs.rmSync(lockFile, { force: true });
      else if (!announced) {
        say('waiting for another command that is installing or building ...');
        announced = true;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  const release = () => fs.rmSync(lockFile, { force: true });
  process.once('exit', release);
  work();
  release();
  process.off('exit', release);
}

function install() {
  if (read(installStamp) === installKey()) return;
  alone('an installation', () => {
    const key = installKey();
    if (read(installStamp) === key) return;
    say('installing dependencies (npm ci), about a minute ...');
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const npm = process.env.npm_execpath ?? '';
    if (/npm-cli\.[cm]?js$/.test(npm)) helper('npm ci', process.execPath, [npm, ...args]);
    else helper('npm ci', windows ? 'npm.cmd' : 'npm', args, windows);
    fs.writeFileSync(installStamp, key);
  });
}

/** @param {boolean} always */
function build(always) {
  if (!always && read(buildStamp) === buildKey()) return;
  alone('a build', () => {
    // Taken before building: a source saved meanwhile makes the next start build again.
    const key = buildKey();
    if (!always && read(buildStamp) === key) return;
    say('building ...');
    helper('the build', nodeBinary(), [path.join(root, 'build.mjs')]);
    fs.writeFileSync(buildStamp, key);
  });
}

/**
 * Hands over: same terminal, same exit code (128 + n when killed by signal n), signals passed on.
 *
 * A terminal sends Ctrl-C to its whole foreground group, and npm sends a second one to this process. A program that
 * counts them (first: save and stop, second: at once) must see one. So it gets a group of its own (`own`), hears only
 * what is passed on here, and what comes within a quarter of a second of the last one is the same key press.
 * Windows has no such groups: there the console reaches every process by itself.
 * @param {string} script @param {readonly string[]} args @param {boolean} own
 */
function handOver(script, args, own) {
  handOverProgram(nodeBinary(), [script, ...args], own);
}

/** @param {string} program @param {readonly string[]} args @param {boolean} own */
function handOverProgram(program, args, own) {
  const env = { ...process.env, INIT_CWD: process.env.INIT_CWD ?? process.cwd() };
  const detached = own && !windows;
  // The channel carries nothing: its end tells a program of its own group that this process was killed without a word.
  const channel = own ? /** @type {const} */ (['ipc']) : [];
  const child = spawn(program, args, {
    stdio: ['inherit', 'inherit', 'inherit', ...channel],
    env,
    detached,
  });
  const lastAt = new Map();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      const now = performance.now();
      const repeated = now - (lastAt.get(signal) ?? -Infinity) < 250;
      lastAt.set(signal, now);
      if (!repeated && !(windows && signal === 'SIGINT')) child.kill(signal);
    });
  }
  if (detached) {
    process.on('SIGTSTP', () => {
      child.kill('SIGSTOP');
      process.kill(process.pid, 'SIGSTOP');
    });
    process.on('SIGCONT', () => child.kill('SIGCONT'));
  }
  child.on('error', (error) => stop(`could not start ${program}: ${error.message}`, 1));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + os.constants.signals[signal] : (code ?? 1)));
}

/** @param {string} folder @param {string} name @param {readonly string[]} args */
function handOverTo(folder, name, args) {
  const script = path.join(root, 'test', folder, `${name}.ts`);
  if (!/^[a-z0-9-]+$/.test(name) || !fs.existsSync(script)) {
    const there = fs.existsSync(path.dirname(script)) ? fs.readdirSync(path.dirname(script)) : [];
    const names = there.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
    stop(`there is no test/${folder}/${name}.ts; there are: ${names.join(', ') || 'none'}.`, 2);
  }
  install();
  build(false);
  process.chdir(root);
  handOver(script, args, false);
}

/** The Electron binary, or ''. Importing `electron` would begin a download; the file beside it says where it would be. */
function electronBinary() {
  const folder = path.join(root, 'node_modules', 'electron');
  const name = read(path.join(folder, 'path.txt'));
  const other = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (other) {
    const file = path.join(other, name || (windows ? 'electron.exe' : 'electron'));
    return fs.existsSync(file) ? file : '';
  }
  const file = path.join(folder, 'dist', name);
  return name !== '' && fs.existsSync(file) ? file : '';
}

/** Why the desktop window cannot be had here, or ''. Electron refuses root, and needs a display and a sandbox. */
function desktopHindrance() {
  if (electronBinary() === '') return 'Electron is not installed';
  if (process.platform !== 'linux') return '';
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (!DISPLAY && !WAYLAND_DISPLAY) return 'there is no display';
  if (process.getuid?.() === 0) return 'Electron does not run as root';
  // Either user namespaces are free, or the helper belongs to root and runs as root.
  const free =
    read('/proc/sys/kernel/unprivileged_userns_clone') !== '0' &&
    read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') !== '1';
  const helper = path.join(path.dirname(electronBinary()), 'chrome-sandbox');
  const entry = fs.statSync(helper, { throwIfNoEntry: false });
  const raised = entry !== undefined && entry.uid === 0 && (entry.mode & 0o4000) !== 0;
  return free || raised
    ? ''
    : `this system allows no sandbox (${helper} would have to belong to root, mode 4755)`;
}

/** The desktop window where it can be had, else the browser; `--port`, `--open` and `--no-open` mean the browser. @param {readonly string[]} args */
function start(args) {
  const forWeb = args.some((arg) => /^--(port|open|no-open|help)\b/.test(arg) || arg === '-h');
  const hindrance = desktopHindrance();
  if (forWeb || hindrance !== '') {
    if (!forWeb && electronBinary() !== '') say(`${hindrance}: opening in the browser instead.`);
    handOver(path.join(root, 'dist', 'main', 'serve.js'), args, true);
  } else handOverProgram(electronBinary(), [path.join(root, 'dist', 'main', 'electron.js'), ...args], false);
}

const [command, ...rest] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(`this is Node ${process.versions.node}; install Node 20 or later (nodejs.org).`, 1);
}
switch (command) {
  case 'start':
    install();
    build(false);
    start(rest);
    break;
  case 'wellspring':
    install();
    build(false);
    handOver(path.join(root, 'dist', 'main', 'cli.js'), rest, true);
    break;
  case 'build':
    install();
    build(true);
    break;
  case 'test':
    install();
    process.chdir(root);
    handOver(path.join(root, 'test', 'run', 'main.ts'), rest, false);
    break;
  case 'bench':
    handOverTo('bench', 'index', rest);
    break;
  case 'long':
    if (rest[0] === undefined) stop('usage: npm run long -- NAME', 2);
    handOverTo('long', rest[0], rest.slice(1));
    break;
  default:
    stop(command === undefined ? usage : `there is no command "${command}"; ${usage}`, 2);
}
