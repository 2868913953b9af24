import type { World } from './commands/types.ts';
import { EXIT, Failure, type Outcome } from './errors.ts';
import { makeRedactor } from './ui/redact.ts';

/** A failure as the machine-readable outputs carry it. */
export interface FailureResult {
  schema: 'registryctl.dev/result/v1';
  outcome: Outcome;
  exitCode: number;
  message: string;
  code?: string;
  remedy?: string;
}

/** The outcome, sentence and remedy of anything that was thrown. Never a stack trace. */
export function resultOf(error: unknown, interrupted: boolean): FailureResult {
  const failure = error instanceof Failure ? error : undefined;
  const outcome: Outcome = interrupted ? 'interrupted' : (failure?.outcome ?? 'unexpected');
  const message = failure?.message ?? (interrupted ? 'interrupted' : `unexpected: ${error instanceof Error ? error.message : String(error)}`);
  return {
    schema: 'registryctl.dev/result/v1',
    outcome,
    exitCode: EXIT[outcome],
    message,
    ...(failure?.code === undefined ? {} : { code: failure.code }),
    ...(failure?.remedy === undefined ? {} : { remedy: failure.remedy }),
  };
}

/** Prints what went wrong (text on stderr; JSON or YAML on stdout when that was asked for), returns the exit code. */
export async function reportFailure(error: unknown, world: World | undefined, output: string | undefined, proc: NodeJS.Process): Promise<number> {
  const result = resultOf(error, world?.signal.aborted === true && !(error instanceof Failure && error.outcome !== 'cluster' && error.outcome !== 'unexpected'));
  const clean = (text: string): string => (world?.ui.redactor ?? makeRedactor()).clean(text);
  world?.ui.progress.clear();
  if (output === 'json') proc.stdout.write(clean(`${JSON.stringify(result, null, 2)}\n`));
  if (output === 'yaml') proc.stdout.write(clean((await import('yaml')).stringify(result)));
  const paint = world?.ui.notePaint;
  const label = result.code === undefined ? 'error:' : `error ${result.code}:`;
  proc.stderr.write(clean(`${paint === undefined ? label : paint.bad(label)} ${result.message}\n`));
  if (result.remedy !== undefined) proc.stderr.write(clean(`${paint === undefined ? 'try:' : paint.bold('try:')} ${result.remedy}\n`));
  if (proc.env['REGISTRYCTL_DEBUG'] === '1' && result.outcome === 'unexpected' && error instanceof Error) proc.stderr.write(clean(`${error.stack ?? ''}\n`));
  return result.exitCode;
}
