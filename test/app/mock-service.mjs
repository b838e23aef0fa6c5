// A service without an engine: serves the built page and answers every channel with made-up projects (mock-project.mjs),
// so that the page can be tested and looked at alone. By hand:
//
//     node_modules/.bin/node test/app/mock-service.mjs dense 8123
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from '../../shared/base/codec.ts';
import { evaluationAt, predictionsOf, projectOf, readingsOf, SCORES } from './mock-project.mjs';

const DIST = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../dist/renderer');
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.map': 'application/json',
};
// The real host's policy: what breaks under it must break here.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** One mock on a free port of 127.0.0.1. `tick()` moves the running fit on by one evaluation, so that nothing waits for time. */
export async function startMock({
  scenario = 'receiver',
  dist = process.env.WELLSPRING_PAGE ?? DIST,
  port = 0,
} = {}) {
  const project = projectOf(scenario);
  let fits = scenario === 'empty' || scenario === 'fresh' ? [] : [finished('fit-1', project.defaults)];
  const listeners = new Set();
  let asked = 0;
  const emit = (event) => {
    for (const response of listeners) response.write(`data: ${encode(event)}\n\n`);
  };
  const put = (fit) => {
    fits = fits.some((old) => old.fit === fit.fit)
      ? fits.map((old) => (old.fit === fit.fit ? fit : old))
      : [...fits, fit];
    emit({ kind: 'fit', fit });
  };
  const value = (it) => ({ kind: 'value', value: it });
  const problem = (message, remedy) => ({
    kind: 'problems',
    problems: [{ code: 'mock', severity: 'error', message, remedy }],
  });

  const channels = {
    'project.open': () => value({ ...project, fits }),
    'plate.readings': ({ plate }) => value(readingsOf(project, plate)),
    'fit.start': (request) => {
      if (request.seed === 13) return problem('The seed 13 brings bad luck.', 'Choose another seed.');
      const fit = `fit-${fits.length + 1}`;
      put({
        ...finished(fit, request),
        status: 'running',
        epoch: 0,
        activity: 'training',
        evaluations: [],
        bestEpoch: null,
        bestValidationElbo: null,
      });
      return value({ fit });
    },
    'fit.stop': ({ fit }) => {
      const found = fits.find((one) => one.fit === fit);
      if (found === undefined) return problem(`There is no fit "${fit}".`, 'Choose one from the list.');
      put({ ...found, status: 'interrupted', secondsLeft: null, stepsPerSecond: null });
      return value({});
    },
    'fit.show': ({ fit }) => {
      asked += 1;
      if (scenario === 'unreadable')
        return problem('predictions.csv of fit-1 ends in line 4071.', 'Fit again.');
      const found = fits.find((one) => one.fit === fit);
      if (found === undefined) return problem(`There is no fit "${fit}".`, 'Choose one from the list.');
      return value({ fit: found, scores: SCORES, predictions: predictionsOf(project) });
    },
  };

  function finished(fit, request) {
    const evaluations = [];
    for (let epoch = request.evaluateEvery; epoch <= request.epochs; epoch += request.evaluateEvery)
      evaluations.push(evaluationAt(epoch));
    const best = evaluations.reduce((a, b) => (b.validationElbo > a.validationElbo ? b : a), evaluations[0]);
    return {
      fit,
      status: 'done',
      request,
      epoch: request.epochs,
      epochs: request.epochs,
      stepsPerSecond: null,
      secondsLeft: null,
      activity: '',
      backend: 'javascript, 1 thread',
      evaluations,
      bestEpoch: best.epoch,
      bestValidationElbo: best.validationElbo,
      problems: [],
    };
  }

  function tick() {
    const fit = fits.find((one) => one.status === 'running');
    if (fit === undefined) return;
    const epoch = Math.min(fit.epochs, fit.epoch + fit.request.evaluateEvery);
    if (scenario === 'failing' && epoch > fit.epochs / 3) {
      put({
        ...fit,
        status: 'failed',
        secondsLeft: null,
        problems: [
          {
            code: 'fit.notFinite',
            severity: 'error',
            message:
              'In epoch 41 every draw of well proc140916/B7 failed: its growth rate went to 1.8e+38 per hour.',
            remedy: 'Narrow the prior of r in receiver.yaml, or exclude the well, and start again.',
            place: { file: 'receiver.yaml', line: 41, column: 5 },
          },
        ],
      });
      return;
    }
    const evaluation = evaluationAt(epoch);
    emit({ kind: 'evaluation', fit: fit.fit, evaluation });
    const evaluations = [...fit.evaluations, evaluation];
    const best = evaluations.reduce((a, b) => (b.validationElbo > a.validationElbo ? b : a));
    const done = epoch >= fit.epochs;
    put({
      ...fit,
      epoch,
      evaluations,
      status: done ? 'done' : 'running',
      stepsPerSecond: done ? null : 22.4,
      secondsLeft: done ? null : (fit.epochs - epoch) * 0.31,
      bestEpoch: best.epoch,
      bestValidationElbo: best.validationElbo,
    });
  }

  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      listeners.add(response);
      request.on('close', () => listeners.delete(response));
    } else if (pathname.startsWith('/channel/')) {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const handler = channels[pathname.slice('/channel/'.length)];
        response.writeHead(handler === undefined ? 404 : 200, { 'content-type': 'application/json' });
        response.end(handler === undefined ? 'no such channel' : encode(handler(decode(body))));
      });
    } else {
      const file = path.join(dist, pathname === '/' ? 'index.html' : pathname);
      if (!file.startsWith(dist) || !fs.existsSync(file)) return void response.writeHead(404).end();
      response.writeHead(200, {
        'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
        'content-security-policy': POLICY,
      });
      response.end(fs.readFileSync(file));
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    tick,
    /** How often predictions were asked for. */
    asked: () => asked,
    /** Ends every connection and answers no more; the page must notice. */
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    port: server.address().port,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await startMock({
    scenario: process.argv[2] ?? 'receiver',
    port: Number(process.argv[3] ?? 0),
  });
  console.log(mock.url);
  setInterval(() => mock.tick(), 700);
}
