import type { Command } from 'commander';
import { at } from '../api/json.ts';
import { CREDENTIALS } from '../credentials/index.ts';
import { Failure, type Outcome } from '../errors.ts';
import type { Platform } from '../forms/types.ts';
import type { Kube } from '../kube/port.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { credentialsSet, credentialsSync, SET_OPTIONS, type Keyed } from '../procedures/credentials.ts';
import { checkAll, checkedFollow, checkedReads, facts } from '../procedures/credentials-check.ts';
import { backendsOf, describe } from '../registry/backends.ts';
import { OBJECT } from '../registry/objects.ts';
import { renderFindings } from '../report/findings.ts';
import { take } from '../snapshot/take.ts';
import { carryOut, connected } from './carry-out.ts';
import { Blocked } from './observe.ts';
import { outputOption } from './options.ts';
import { formOptions, givenOf, planOptions, type PlanOptions } from './plan-options.ts';
import { openNet } from './proving.ts';
import { say, type Output } from './result.ts';
import { openStores } from './store.ts';
import type { Act, World } from './types.ts';

const GUIDE = '\nGuide: docs/guide/credentials.md (manual: 2.8)\n\nExamples:\n  $ registryctl credentials ';

/** The form of setup that knows the store of each backend. */
const PLATFORM_OF: Readonly<Record<string, Platform | undefined>> = { s3: PLATFORMS['aws'], gcs: PLATFORMS['gcp'], azure: PLATFORMS['azure'], swift: PLATFORMS['openstack-swift'] };

export function register(program: Command, act: Act): void {
  const credentials = program.command('credentials').description('the keys of the storage: give others, check them, follow a bucket claim');
  planOptions(formOptions(credentials.command('set').description('give the registry other credentials for its storage'), SET_OPTIONS))
    .addHelpText('after', `${GUIDE}set --credentials ~/.aws/credentials\n  $ registryctl credentials set --from-secret vault/registry --yes`)
    .action(act(set));
  credentials.command('check').description('whether the credentials are whole, are those of their source, and open the store')
    .addOption(outputOption(['text', 'json', 'yaml']))
    .addHelpText('after', `\nExit code: 0 nothing is wrong, 7 something is.${GUIDE}check`)
    .action(act(check));
  planOptions(credentials.command('sync').description('follow the bucket claim of the registry, whose keys were rotated'))
    .addHelpText('after', `${GUIDE}sync --plan-only\n  $ registryctl credentials sync --yes`)
    .action(act(sync));
}

/** What the registry is configured for; undefined when there is no Config, no storage or more than one. */
async function storageOf(world: World, kube: Kube): Promise<unknown> {
  return at(await kube.get(OBJECT.config, { signal: world.signal }), 'spec', 'storage');
}

function keyedOf(backend: string): Keyed | undefined {
  const [form, platform] = [CREDENTIALS[backend], PLATFORM_OF[backend]];
  const known = backendsOf({ [backend]: {} })[0];
  return form === undefined || platform === undefined || known === undefined ? undefined : { backend: known, form, platform };
}

/** The one storage of a Config that takes credentials which are known here; undefined when there is none. */
function configured(storage: unknown): Keyed | undefined {
  const [backend, ...others] = backendsOf(storage);
  return backend === undefined || others.length > 0 ? undefined : keyedOf(backend);
}

async function set(world: World, options: PlanOptions & { backend?: string }): Promise<Outcome> {
  world.result.command = 'credentials set';
  const given = givenOf(SET_OPTIONS, { ...options });
  const named = options.backend === undefined ? undefined : keyedOf(options.backend);
  if (options.backend !== undefined && named === undefined) throw new Failure('usage', `--backend: given ${JSON.stringify(options.backend)}, allowed: ${Object.keys(CREDENTIALS).join(', ')}.`);
  if (named !== undefined) return carryOut(world, { command: 'credentials set', form: credentialsSet(named), given }, options);
  const kube = await world.connect();
  const storage = await storageOf(world, kube);
  const keyed = configured(storage);
  if (keyed === undefined) throw new Failure('preflight', `credentials set: the storage of the registry is ${describe(storage)}, for which none can be set`, { remedy: `--backend ${Object.keys(CREDENTIALS).join('|')}, to set those of another storage` });
  return carryOut(connected(world, kube), { command: 'credentials set', form: credentialsSet(keyed), given }, options);
}

async function sync(world: World, options: PlanOptions): Promise<Outcome> {
  world.result.command = 'credentials sync';
  const keyed = keyedOf('s3');
  if (keyed === undefined) throw new Failure('unexpected', 'there is no form for S3');
  return carryOut(world, { command: 'credentials sync', form: credentialsSync(keyed), given: {} }, options);
}

async function check(world: World, options: { output: Output }): Promise<Outcome> {
  world.result.command = 'credentials check';
  const kube = await world.connect();
  const storage = await storageOf(world, kube);
  const keyed = configured(storage);
  const where = describe(storage);
  if (keyed === undefined) return say(world, options, 'done', { message: `the storage of the registry is ${where}, for which there is nothing to check` });
  const snapshot = await take(kube, checkedReads(keyed), { now: () => world.clock.now(), key: world.random(32), signal: world.signal, follow: (seen) => checkedFollow(keyed, seen) });
  const blind = checkAll(keyed, snapshot).filter(({ code, level }) => level === 'error' && code === 'RC-ACCESS-DENIED');
  const { ui } = world;
  if (blind.length > 0) {
    world.result.findings = blind;
    if (options.output === 'text') ui.out(renderFindings(blind, ui.paint, ui.width).trimEnd());
    throw new Blocked(blind);
  }
  const question = keyed.platform.store?.({}, snapshot);
  if (question !== undefined) snapshot.store = await openStores(world, kube, openNet(world, kube), keyed.form).ask(question);
  const findings = checkAll(keyed, snapshot);
  world.result.findings = findings;
  const lines = [['Storage', where], ...facts(keyed, snapshot)].map(([label = '', value = '']) => `${label.padEnd(9)}${value}`);
  if (options.output === 'text') ui.out([lines.join('\n'), ...(findings.length === 0 ? [] : [renderFindings(findings, ui.paint, ui.width).trimEnd()])].join('\n\n'));
  const wrong = findings.filter(({ level }) => level === 'error').length;
  const message = wrong === 0 ? `nothing is wrong with the credentials${snapshot.store?.state === 'ours' ? '; the store takes them' : ', as far as can be told from here'}` : `${wrong === 1 ? 'one thing is' : `${wrong} things are`} wrong with the credentials`;
  return say(world, options, wrong === 0 ? 'done' : 'unhealthy', { message });
}
