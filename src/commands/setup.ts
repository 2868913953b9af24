import { Argument, InvalidArgumentError, Option as Flag, type Command } from 'commander';
import { Failure, type Outcome } from '../errors.ts';
import { optionsOf } from '../forms/setup-file.ts';
import type { Option, Platform } from '../forms/types.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { carryOut, connected } from './carry-out.ts';
import { choose } from './choose.ts';
import { EMITS, emit, type EmitOptions } from './emit.ts';
import { formOptions, givenOf, planOptions, type PlanOptions } from './plan-options.ts';
import { mergedGiven, mergedRun, readSetupFile } from './setup-file.ts';
import type { Act, World } from './types.ts';

interface SetupOptions extends PlanOptions, Partial<EmitOptions> {
  file?: string;
}

/** One way to call `setup`: by a form, by what several have in common, or by nothing. */
interface Call {
  command: string;
  forms: readonly Platform[];
  options: readonly Option[];
  /** one form that fits alone is meant */
  settles: boolean;
}

const FORMS = Object.values(PLATFORMS);

/** First words that several forms share: `setup odf` is one of them. */
function families(): [word: string, forms: Platform[]][] {
  const words = [...new Set(FORMS.map(({ name }) => name).filter((name) => name.includes('-')).map((name) => name.replace(/-.*/u, '')))];
  return words.map((word): [string, Platform[]] => [word, FORMS.filter(({ name }) => name.startsWith(`${word}-`))]).filter(([, forms]) => forms.length > 1);
}

/** What comes here is no form: those are commands of their own. */
function unknownForm(): never {
  throw new InvalidArgumentError(`There are: ${[...FORMS.map(({ name }) => name), ...families().map(([word]) => word)].join(', ')}.`);
}

/** Options of the run, of a file and of `--emit`. */
function runOptions(command: Command): Command {
  return planOptions(command)
    .option('--file <FILE>', 'take everything that is not given as an option from this file (schema: schema/setup.v1.json)')
    .addOption(new Flag('--emit <FORMAT>', 'write what it means for others to apply, and speak to no cluster').choices(EMITS))
    .option('--emit-dir <DIR>', 'the new folder for the files of --emit kustomize');
}

/** Whether an option stood on the command line. Those of the run belong to `setup`, wherever they stand. */
const typedOn = (command: Command) => (name: string): boolean => [command, command.parent].some((one) => one?.getOptionValueSource(name) === 'cli');

async function setUp(world: World, { command: called, forms, options: table, settles }: Call, command: Command): Promise<Outcome> {
  world.result.command = called;
  const said = command.optsWithGlobals<SetupOptions>();
  const file = said.file === undefined ? undefined : await readSetupFile(said.file, forms);
  const given = mergedGiven(givenOf(table, command.opts()), file?.given ?? {});
  const options = mergedRun(said, file?.run ?? {}, said.file ?? '', typedOn(command));
  const named = forms.length === 1 ? forms[0] : forms.find(({ name }) => name === file?.form);
  if (options.emit !== undefined) {
    if (named === undefined) throw new Failure('usage', `${called} --emit: no cluster is looked at, so the form has to be named: ${forms.map(({ name }) => name).join(', ')}`);
    return emit(world, { command: `setup ${named.name}`, form: named, given }, { ...options, emit: options.emit });
  }
  if (named !== undefined) return carryOut(world, { command: `setup ${named.name}`, form: named, given }, options);
  const kube = await world.connect();
  const form = await choose(world, kube, { command: called, forms, settles }, options.output);
  return carryOut(connected(world, kube), { command: `setup ${form.name}`, form, given, chosen: true }, options);
}

export function register(program: Command, act: Act): void {
  const setup = runOptions(program.command('setup').description('configure the registry for a platform, and prove it'))
    .usage('[FORM] [options]')
    .addArgument(new Argument('[FORM]', 'which form of setup; without it, the cluster is looked at and the forms that would work are listed').argParser(unknownForm))
    .addHelpText('after', '\nExamples:\n  $ registryctl setup\n  $ registryctl setup --file setup.yaml --yes')
    .action(act(async (world, _form: undefined, _options: SetupOptions, command: Command) => setUp(world, { command: 'setup', forms: FORMS, options: [], settles: false }, command)));
  const add = (call: Call, name: string, title: string, after: string): void => {
    formOptions(setup.command(name).description(title), call.options)
      .addHelpText('after', after)
      .action(act(async (world, _options: SetupOptions, command: Command) => setUp(world, call, command)));
  };
  for (const form of FORMS) {
    const { name, title, page, manual, options } = form;
    add({ command: `setup ${name}`, forms: [form], options, settles: true }, name, title, `\nGuide: docs/guide/${page} (manual: ${manual})\n\nExamples:\n  $ registryctl setup ${name} --plan-only\n  $ registryctl setup ${name} --yes -o json`);
  }
  for (const [word, forms] of families()) {
    const names = forms.map(({ name }) => name);
    const options = optionsOf(forms).map(({ fallback: _own, ...option }) => option);
    add({ command: `setup ${word}`, forms, options, settles: true }, word, `the one of ${names.join(', ')} that fits; asks when several do`, `\nExamples:\n  $ registryctl setup ${word} --plan-only`);
  }
}
