import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { formOptions, givenOf, planOptions, type PlanOptions } from '../../src/commands/plan-options.ts';
import type { Option } from '../../src/forms/types.ts';

const FORM: readonly Option[] = [
  { flag: 'claim', value: 'NAME', about: 'Name of the claim', fallback: 'rgwbucket' },
  { flag: 'claim-namespace', value: 'NAMESPACE', about: 'Its namespace' },
  { flag: 'host', value: 'KIND', about: 'Which host', choices: ['route', 'service'], fallback: 'route' },
  { flag: 'default-route', about: 'The route', choices: ['true', 'false'] },
  { flag: 'create', about: 'Make it' },
];

function parse(args: string[]): { options: PlanOptions & Record<string, unknown>; help: string } {
  const command = planOptions(formOptions(new Command('x'), FORM)).exitOverride().configureOutput({ writeErr: () => undefined });
  command.parse(args, { from: 'user' });
  return { options: command.opts(), help: command.helpInformation() };
}

describe('options of a form', () => {
  it('are absent when not given, so that what is there already comes first', () => {
    expect(givenOf(FORM, parse([]).options)).toEqual({ claim: undefined, 'claim-namespace': undefined, host: undefined, 'default-route': undefined, create: undefined });
  });

  it('are given by their flag, in kebab case', () => {
    const { options } = parse(['--claim-namespace', 'a', '--host=service', '--default-route', '--create']);
    expect(givenOf(FORM, options)).toEqual({ claim: undefined, 'claim-namespace': 'a', host: 'service', 'default-route': true, create: true });
  });

  it('take false for a switch with two words', () => {
    expect(givenOf(FORM, parse(['--default-route=false']).options)['default-route']).toBe('false');
  });

  it('tell their defaults and choices in the help', () => {
    const help = parse([]).help.replaceAll(/\s+/g, ' ');
    expect(help).toContain('--claim <NAME> Name of the claim (default: rgwbucket)');
    expect(help).toContain('(route, service) (default: route)');
  });
});

describe('options of a plan', () => {
  it('have safe defaults', () => {
    expect(parse([]).options).toEqual({ verify: true, timeout: 600_000, output: 'text' });
  });

  const refused: string[][] = [['--timeout', 'soon'], ['--accept-loss', 'some'], ['--accept-loss', '-1'], ['-o', 'xml'], ['--nonsense']];
  it.each(refused)('refuse %s %s', (...args) => {
    expect(() => parse(args)).toThrow();
  });

  it('read lengths of time and counts', () => {
    expect(parse(['--timeout', '90s', '--accept-loss', '3', '--no-verify']).options).toMatchObject({ timeout: 90_000, acceptLoss: 3, verify: false });
    expect(parse(['--accept-loss', 'unknown']).options).toMatchObject({ acceptLoss: 'unknown' });
  });
});
