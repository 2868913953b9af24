import type { World } from './commands/types.ts';
import { EXIT, Failure, type Outcome } from './errors.ts';
import { toJson, toYaml } from './report/machine.ts';
import { resultOf } from './report/result.ts';
import { openUi } from './ui/open.ts';

/** The outcome, sentence and remedy of anything that was thrown. Never a stack trace. */
export function failureOf(error: unknown, interrupted: boolean): { outcome: Outcome; message: string; code?: string; remedy?: string } {
  const failure = error instanceof Failure ? error : undefined;
  const outcome: Outcome = interrupted ? 'interrupted' : (failure?.outcome ?? 'unexpected');
  const message = failure?.message ?? (interrupted ? 'interrupted' : `unexpected: ${error instanceof Error ? error.message : String(error)}`);
  return { outcome, message, ...(failure?.code === undefined ? {} : { code: failure.code }), ...(failure?.remedy === undefined ? {} : { remedy: failure.remedy }) };
}

/** Prints what went wrong (text on stderr; JSON or YAML on stdout when that was asked for), returns the exit code. */
export async function reportFailure(error: unknown, world: World | undefined, output: string | undefined, proc: NodeJS.Process): Promise<number> {
  // what fails because it was interrupted was interrupted
  const byHand = world?.signal.aborted === true && !(error instanceof Failure && !['cluster', 'unexpected'].includes(error.outcome));
  const failure = failureOf(error, byHand);
  const ui = world?.ui ?? (await openUi(proc, proc.env, undefined));
  const paint = ui.notePaint;
  if (output === 'json' || output === 'yaml') {
    const { command = '', ...rest } = world?.result ?? {};
    const result = resultOf(command, failure.outcome, { ...rest, ...failure });
    ui.out((output === 'json' ? toJson(result) : toYaml(result, (await import('yaml')).stringify)).trimEnd());
  }
  ui.note(`${paint.bad(failure.code === undefined ? 'error:' : `error ${failure.code}:`)} ${failure.message}`);
  if (failure.remedy !== undefined) ui.note(`${paint.bold('try:')} ${failure.remedy}`);
  if (proc.env['REGISTRYCTL_DEBUG'] === '1' && failure.outcome === 'unexpected' && error instanceof Error) ui.note(error.stack ?? '');
  return EXIT[failure.outcome];
}
