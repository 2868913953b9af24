import type { Fault, Seen } from '../support/fault-proxy.ts';
import { endState, EXPOSE, illSaid, makeBed, pool, secretsOf, SETUP, torn, type Bed, type Ground } from './bed.ts';

/** A command on some ground. */
export interface Stage {
  name: string;
  ground: Ground;
  argv: string[];
  /** the same without the proof at its end: enough for faults that come before it and are over by then */
  brief?: string[];
}

const setup = (...more: string[]): Pick<Stage, 'argv' | 'brief'> => ({ argv: [...SETUP, ...more], brief: [...SETUP, ...more, '--no-verify'] });

export const STAGES: readonly Stage[] = [
  { name: 'setup', ground: 'fresh', ...setup() },
  { name: 'setup over emptyDir', ground: 'emptyDir', ...setup('--accept-loss', '1') },
  { name: 'setup over another bucket', ground: 'other-bucket', ...setup('--accept-loss', 'unknown') },
  { name: 'expose', ground: 'set-up', argv: EXPOSE },
];

export const FAULTS: Record<string, Fault> = {
  401: { do: 'status', code: 401 },
  403: { do: 'status', code: 403 },
  404: { do: 'status', code: 404 },
  409: { do: 'status', code: 409 },
  422: { do: 'status', code: 422 },
  429: { do: 'status', code: 429, retryAfter: 1 },
  500: { do: 'status', code: 500 },
  503: { do: 'status', code: 503 },
  '500 after': { do: 'status', code: 500, effect: true },
  'reset before': { do: 'reset', effect: false },
  'reset after': { do: 'reset', effect: true },
  hang: { do: 'hang' },
  truncate: { do: 'truncate' },
  html: { do: 'html' },
  'html after': { do: 'html', effect: true },
  'html 502': { do: 'html', code: 502 },
  quote: { do: 'quote', code: 422 },
};

export const WATCH_FAULTS: Record<string, Fault> = {
  gone: { do: 'gone' },
  silence: { do: 'silence' },
  'reset before': { do: 'reset', effect: false },
  'broken-line': { do: 'broken-line' },
  403: { do: 'status', code: 403 },
  429: { do: 'status', code: 429, retryAfter: 1 },
  500: { do: 'status', code: 500 },
  hang: { do: 'hang' },
  html: { do: 'html' },
};

/** Does one fault to one request: once, or from then on to all of its kind. */
export interface Cell {
  stage: Stage;
  fault: string;
  key: string;
  lasting: boolean;
  argv: string[];
}

export interface Told {
  cell: Cell;
  code: number;
  ms: number;
  fired: number;
  said: string;
  /** what is wrong, in words */
  wrong: string[];
}

export const title = ({ stage, fault, key, lasting }: Cell): string => `${stage.name} | ${lasting ? 'lasting ' : ''}${fault} | ${key}`;

const kindOf = (key: string): string => key.replace(/ #\d+$/, '');

/** What a clean run of a stage asks for, and the state it ends in. */
export async function rehearse(stage: Stage, argv = stage.argv): Promise<{ seen: Seen[]; end: string }> {
  const bed = await makeBed(stage.ground);
  try {
    const done = await bed.run(argv);
    if (done.code !== 0) throw new Error(`${stage.name} fails without any fault: exit ${done.code}\n${done.stderr}`);
    return { seen: structuredClone(bed.proxy.seen), end: await endState(bed) };
  } finally {
    await bed.stop();
  }
}

/** Every cell of a stage. Requests that are sent alike many times have the lasting faults only once. `before` is what its brief form asks for. */
export function cellsOf(stage: Stage, seen: readonly Seen[], before: readonly Seen[] = []): Cell[] {
  const early = new Set(before.map(({ key }) => key));
  return seen.flatMap(({ key, watch }) =>
    Object.keys(watch ? WATCH_FAULTS : FAULTS).flatMap((fault) =>
      (key.endsWith(' #1') ? [false, true] : [false]).map((lasting) => ({ stage, fault, key, lasting, argv: !lasting && early.has(key) ? (stage.brief ?? stage.argv) : stage.argv })),
    ),
  );
}

async function judge(bed: Bed, cell: Cell, end: string, told: Told): Promise<void> {
  const { proxy } = bed;
  const watch = cell.key.includes('watch=true');
  const fault = (watch ? WATCH_FAULTS : FAULTS)[cell.fault];
  let begun = false;
  proxy.fault = (request) => {
    begun ||= request.key === cell.key;
    return request.key === cell.key || (cell.lasting && begun && kindOf(request.key) === kindOf(cell.key)) ? fault : undefined;
  };
  const limit = cell.fault === 'hang' ? ['--request-timeout', '1500ms'] : [];
  const done = await bed.run([...cell.argv, ...limit], { watchdog: 40_000 });
  proxy.fault = () => undefined;
  Object.assign(told, { code: done.code, ms: done.ms, fired: proxy.fired, said: done.stderr.split('\n').filter((line) => line.startsWith('error')).join('; ') });
  const ill = illSaid(done);
  if (ill !== undefined) told.wrong.push(ill);
  const leaked = (await secretsOf(bed)).filter((value) => `${done.stdout}\n${done.stderr}`.includes(value));
  if (leaked.length > 0) told.wrong.push(`${leaked.length} secret values in the output`);
  if (done.code === 0) {
    // what could not be tidied up has to be told, and the next run has to do it
    if ((await endState(bed)) !== end && done.stdout.includes('left behind')) await bed.run(cell.stage.argv);
    const now = await endState(bed);
    // what may not be removed is told once and stays; what is said to be gone already cannot be
    const tidied = done.stdout.includes('the image pruner removes it') || (cell.fault === '404' && tidies(cell));
    if (now !== end && !(tidied && withoutProofs(now) === withoutProofs(end))) told.wrong.push(`success, but not the end state: ${different(end, now)}`);
    return;
  }
  const halves = await torn(bed);
  if (halves !== undefined && !/could not be put back|left as it is|not known/.test(done.stderr)) told.wrong.push(halves);
  const again = await bed.run(cell.argv);
  if (again.code !== 0) told.wrong.push(`the run after it ends with ${again.code}: ${again.stderr.split('\n').filter((line) => line.startsWith('error')).join('; ')}`);
  const after = await endState(bed);
  if (again.code === 0 && after !== end) told.wrong.push(`not the end state after another run: ${different(end, after)}`);
}

/** Whether a cell's request tidies up after a proof, or looks for what an older one left: what was asked for is done by then. */
export const tidies = ({ key }: Cell): boolean => /^DELETE |\/images\/sha256:X|\/namespaces\/registryctl-proof-X #|\/namespaces\?limit=500&labelSelector/.test(key);

/** An end state without what a proof makes and removes. */
function withoutProofs(state: string): string {
  const { images: _images, bindings: _bindings, accounts: _accounts, namespaces = [], ...rest } = JSON.parse(state) as { namespaces?: string[] } & Record<string, unknown>;
  return JSON.stringify({ ...rest, namespaces: namespaces.filter((name) => !name.startsWith('registryctl-proof-')) });
}

/** The lines in which two end states differ. */
export function different(wanted: string, found: string): string {
  const [a, b] = [wanted.split('\n'), found.split('\n')];
  return [...a.filter((line) => !b.includes(line)).map((line) => `- ${line.trim()}`), ...b.filter((line) => !a.includes(line)).map((line) => `+ ${line.trim()}`)].join(' ').slice(0, 400);
}

/** Runs cells, each on a cluster of its own; `end` is the state of a clean run, `each` hears of every cell as it ends. */
export async function runCells(cells: readonly Cell[], end: string, width: number, each: (told: Told) => void = () => undefined): Promise<Told[]> {
  const all: Told[] = [];
  await pool(cells, width, async (cell) => {
    const told: Told = { cell, code: -1, ms: 0, fired: 0, said: '', wrong: [] };
    all.push(told);
    const bed = await makeBed(cell.stage.ground);
    try {
      await judge(bed, cell, end, told);
    } catch (error) {
      told.wrong.push(`the test broke: ${String(error)}`);
    } finally {
      await bed.stop();
    }
    each(told);
  });
  return all;
}
