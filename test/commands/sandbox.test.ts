import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { EXIT } from '../../src/errors.ts';
import { ACTORS } from '../../src/sandbox/client.ts';
import { SCENARIOS } from '../../src/sandbox/index.ts';
import { run, start, type Ran } from '../faults/in-process.ts';

const dir = mkdtempSync(join(tmpdir(), 'sandbox-command-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let n = 0;
const path = (): string => join(dir, String(n++));
function file(text: string, name = path()): string {
  writeFileSync(name, text);
  return name;
}

const sandbox = async (...argv: string[]): Promise<Ran> => run(['sandbox', ...argv], { kubeconfig: '' });

/** Starts one, does something while it runs, and then presses Ctrl-C. */
async function during(argv: string[], act: (url: string) => Promise<void> | void = () => undefined): Promise<Ran> {
  let text = '';
  let over = false;
  const running = start(['sandbox', 'start', ...argv], { kubeconfig: '' });
  const ended = running.done.finally(() => (over = true));
  while (text === '' && !over) {
    await new Promise((next) => setTimeout(next, 20));
    text = probe(argv);
  }
  try {
    await act(text);
  } finally {
    running.interrupt();
  }
  return ended;
}

/** The kubeconfig that was written: then it is ready. */
const probe = (argv: string[]): string => {
  const out = argv[argv.indexOf('--kubeconfig-out') + 1] ?? '';
  const text = existsSync(out) ? readFileSync(out, 'utf8') : '';
  return text.includes('current-context') ? text : '';
};

describe('sandbox list', () => {
  it('names every scenario with what it is, a line each', async () => {
    const { code, stdout, stderr } = await sandbox('list');
    expect(code).toBe(EXIT.done);
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...SCENARIOS]);
    for (const line of lines) expect(line).toMatch(/^\S+ {1,}\S.{10,}$/);
  });
});

describe('sandbox start', () => {
  it('runs until Ctrl-C, and writes what only its owner may read', async () => {
    const kubeconfig = path();
    const env = path();
    const ran = await during(['--env-out', env, '--kubeconfig-out', kubeconfig], async (text) => {
      expect(JSON.parse(text)).toMatchObject({ kind: 'Config', 'current-context': 'sandbox-baremetal-odf' });
      const status = await run(['status', '--kubeconfig', kubeconfig], { kubeconfig: text });
      expect(status.code).toBe(EXIT.done);
    });
    expect(ran.code).toBe(EXIT.done);
    expect(ran.stdout).toMatch(/^sandbox baremetal-odf ready at https:\/\/127\.0\.0\.1:\d+, kubeconfig \S+; Ctrl-C ends it\n$/);
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
    expect(statSync(env).mode & 0o777).toBe(0o600);
    expect(readFileSync(env, 'utf8')).toMatch(/^export \w+=/m);
  });

  it('is gone afterwards', async () => {
    const kubeconfig = path();
    await during(['--kubeconfig-out', kubeconfig]);
    const text = readFileSync(kubeconfig, 'utf8');
    expect((await run(['status'], { kubeconfig: text })).code).toBe(EXIT.cluster);
  });

  it('takes the token from a file, and shows it nowhere', async () => {
    const kubeconfig = path();
    const ran = await during(['--kubeconfig-out', kubeconfig, '--token-file', file('sha256~my-own-token\n')]);
    expect(ran.code).toBe(EXIT.done);
    expect(readFileSync(kubeconfig, 'utf8')).toContain('sha256~my-own-token');
    expect(`${ran.stdout}${ran.stderr}`).not.toContain('my-own-token');
  });

  it('leaves out the actors that it is told to', async () => {
    const kubeconfig = path();
    const ran = await during(['--kubeconfig-out', kubeconfig, '--without', 'operator, pruner']);
    expect(ran.code).toBe(EXIT.done);
  });

  it('takes a scenario from a file', async () => {
    const kubeconfig = path();
    const scenario = file('base: baremetal-odf\nabout: my own\nobjects: []\n', join(dir, 'mine.yaml'));
    const ran = await during(['--scenario', scenario, '--kubeconfig-out', kubeconfig]);
    expect(`${ran.code} ${ran.stderr}`).toBe('0 ');
    expect(ran.stdout).toMatch(/^sandbox \S*mine\S* ready at /);
  });
});

describe('what cannot be started', () => {
  const usage: [argv: string[], says: string][] = [
    [['--scenario', 'nowhere'], `--scenario nowhere: there is ${SCENARIOS.join(', ')}, or the path of a file`],
    [['--without', 'nobody'], `"nobody" is no actor: there are ${ACTORS.join(', ')}.`],
    [['--without', 'operator,,pruner'], '"" is no actor'],
    [['--without', ''], '"" is no actor'],
    [['--port', 'x'], '"x" is no port: give a number from 0 to 65535.'],
    [['--port', '65536'], '"65536" is no port'],
    [['--port', '-1'], '"-1" is no port'],
    [['--port', '1.5'], '"1.5" is no port'],
    [['--port', ''], '"" is no port'],
    [['--port', '0x10'], '"0x10" is no port'],
  ];
  it.each(usage)('%j is bad usage', async (argv, says) => {
    const { code, stdout, stderr } = await sandbox('start', ...argv);
    expect(stderr).toContain(says);
    expect([code, stdout]).toEqual([EXIT.usage, '']);
  });

  const input: [what: string, argv: () => string[], says: RegExp][] = [
    ['a scenario that is not there', () => ['--scenario', './none.yaml'], /\.\/none\.yaml: cannot be read \(ENOENT\)/],
    ['a scenario that is a folder', () => ['--scenario', dir], /cannot be read \(EISDIR\)/],
    ['a scenario that is no YAML', () => ['--scenario', file('a: [b', `${path()}.yaml`)], /\.yaml: .+/],
    ['a scenario that is text', () => ['--scenario', file('hello', `${path()}.yaml`)], /\.yaml: .+/],
    ['a token that is not there', () => ['--token-file', join(dir, 'none')], /none: cannot be read \(ENOENT\)/],
    ['an empty token', () => ['--token-file', file(' \n')], /one token on one line is wanted/],
    ['two tokens', () => ['--token-file', file('hunter2\nhunter3\n')], /one token on one line is wanted/],
    ['a token of two words', () => ['--token-file', file('hunter2 hunter3')], /one token on one line is wanted/],
    ['a kubeconfig in no folder', () => ['--kubeconfig-out', join(dir, 'no', 'config')], /config: cannot be written \(ENOENT\)/],
    ['a kubeconfig that is a folder', () => ['--kubeconfig-out', dir], /cannot be written \(EISDIR\)/],
    ['variables in no folder', () => ['--env-out', join(dir, 'no', 'env')], /env: cannot be written \(ENOENT\)/],
  ];
  it.each(input)('%s is bad input', async (_what, argv, says) => {
    const { code, stdout, stderr } = await sandbox('start', ...argv());
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('hunter');
    expect([code, stdout]).toEqual([EXIT.input, '']);
  });

  it('a port that another program listens at', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await sandbox('start', '--port', String(port));
    expect(stderr).toContain(`--port ${port}: another program listens there`);
    expect(code).toBe(EXIT.input);
  });

  it('a file that others could read belongs to its owner alone from then on', async () => {
    const folder = path();
    mkdirSync(folder);
    const kubeconfig = file('before', join(folder, 'config'));
    chmodSync(kubeconfig, 0o644);
    await during(['--kubeconfig-out', join(folder, 'new')]);
    expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o600);
    const ran = await during(['--kubeconfig-out', kubeconfig]);
    expect(ran.code).toBe(EXIT.done);
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
  });
});
