import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { emission } from '../../src/commands/emit.ts';
import type { Finding } from '../../src/checks/types.ts';
import type { Given } from '../../src/forms/types.ts';
import { shellScript } from '../../src/report/emit/shell.ts';
import { manifests } from '../../src/report/emit/manifests.ts';
import { kustomization } from '../../src/report/emit/kustomize.ts';
import type { StoreAnswer } from '../../src/snapshot/types.ts';
import { formOf, look, type Case } from './clouds-world.ts';

const SETTINGS: Given = { 'abort-uploads': true, 'block-public-access': true };
const AWS: Given = { bucket: 'lab', region: 'us-east-2', credentials: '-' };
const GCP: Given = { bucket: 'lab', region: 'EU', 'project-id': 'lab-project', credentials: '-' };
const OURS: StoreAnswer = { state: 'ours', place: 'bucket lab', detail: 'there' };
const READ: StoreAnswer['settings'] = { 'abort-uploads': { state: 'read', changes: [], seen: 'd' }, 'block-public-access': { state: 'read', changes: [], seen: 'e' } };

const caseOf = (name: 'aws' | 'gcp', given: Given, more: Partial<Case> = {}): Case =>
  ({ form: formOf(name), given: { ...(name === 'aws' ? AWS : GCP), ...given }, platform: name.toUpperCase(), objects: [name === 'aws' ? 'given-s3' : 'given-gcp'], ...more });
const told = (one: Case): Finding[] => one.form.check(one.given, look(one)).filter(({ code }) => code === 'RC-BUCKET-SETTING');
const asked = (one: Case): readonly string[] | undefined => one.form.store?.(one.given, look(one))?.settings;

describe('settings of a bucket are asked for by options', () => {
  it.each<[string, Case, readonly string[] | undefined]>([
    ['aws, none', caseOf('aws', {}), undefined],
    ['aws, one', caseOf('aws', { 'abort-uploads': true }), ['abort-uploads']],
    ['aws, both', caseOf('aws', SETTINGS), ['abort-uploads', 'block-public-access']],
    ['aws, from a file that says no', caseOf('aws', { 'abort-uploads': false }), undefined],
    ['gcp, both', caseOf('gcp', SETTINGS), ['abort-uploads', 'block-public-access']],
    ['Amazon by its address', caseOf('aws', { ...SETTINGS, 'region-endpoint': 'https://s3.us-east-2.amazonaws.com' }), ['abort-uploads', 'block-public-access']],
    ['Amazon in China', caseOf('aws', { ...SETTINGS, region: 'cn-north-1', 'region-endpoint': 'https://s3.cn-north-1.amazonaws.com.cn' }), ['abort-uploads', 'block-public-access']],
    ['another store', caseOf('aws', { ...SETTINGS, 'region-endpoint': 'https://s3.example.com' }), undefined],
    ['another store that looks like Amazon', caseOf('aws', { ...SETTINGS, 'region-endpoint': 'https://notamazonaws.com' }), undefined],
    ['another store behind a like name', caseOf('aws', { ...SETTINGS, 'region-endpoint': 'https://s3.amazonaws.com.example.com' }), undefined],
  ])('%s', (_what, one, settings) => {
    expect(asked(one)).toEqual(settings);
  });

  it('come before the credentials and the Config, with the question', () => {
    const one = caseOf('aws', SETTINGS, { store: { ...OURS, settings: READ } });
    const steps = one.form.desired(one.given, look(one));
    expect(steps.map(({ kind }) => kind).slice(0, 4)).toEqual(['bucket', 'bucket', 'object', 'config']);
    expect(steps[0]).toMatchObject({ setting: 'abort-uploads', question: { kind: 's3', bucket: 'lab', settings: ['abort-uploads', 'block-public-access'] } });
  });
});

describe('where a setting is not made, why and by which command it is', () => {
  const S3_WHERE = '--bucket lab --region us-east-2';
  it.each<[string, Case, RegExp, RegExp]>([
    ['another store', caseOf('aws', { 'abort-uploads': true, 'region-endpoint': 'https://s3.example.com' }, { store: OURS }), /not the cloud's own/,
      /^aws s3api get-bucket-lifecycle-configuration --bucket lab --region us-east-2 --endpoint-url https:\/\/s3\.example\.com \|\| aws s3api put-bucket-lifecycle-configuration .* --lifecycle-configuration '\{"Rules":\[/],
    ['another store, whose ACLs stay open', caseOf('aws', { 'block-public-access': true, 'region-endpoint': 'https://s3.example.com' }, { store: OURS }), /not the cloud's own/, /BlockPublicAcls=false,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true$/],
    ['a bucket that is to be made', caseOf('aws', { 'abort-uploads': true, 'create-bucket': true }, { store: { ...OURS, state: 'absent' } }), /not there yet/, /^registryctl setup aws --abort-uploads$/],
    ['a store out of reach', caseOf('aws', { 'abort-uploads': true }, { store: { ...OURS, state: 'unreachable', detail: 'no way' } }), /no way/, /put-bucket-lifecycle/],
    ['keys that may not look', caseOf('aws', { 'block-public-access': true }, { store: { ...OURS, settings: { 'block-public-access': { state: 'unread', detail: 'AccessDenied' } } } }), /AccessDenied/, new RegExp(`^aws s3api put-public-access-block ${S3_WHERE} --public-access-block-configuration BlockPublicAcls=true,`)],
    ['a role that the cloud has made', caseOf('aws', { 'abort-uploads': true, credentials: undefined }, { objects: [] }), /no plain keys/, /put-bucket-lifecycle/],
    ['Google, keys that may not look', caseOf('gcp', { 'block-public-access': true }, { store: { ...OURS, settings: { 'block-public-access': { state: 'unread', detail: 'forbidden' } } } }), /forbidden/, /^gcloud storage buckets update gs:\/\/lab --public-access-prevention$/],
    ['Google, out of reach', caseOf('gcp', { 'abort-uploads': true }, { store: { ...OURS, state: 'unreachable', detail: 'no way' } }), /no way/, /^test -z "\$\(gcloud storage buckets describe gs:\/\/lab .*--lifecycle-file=/],
  ])('%s', (_what, one, message, remedy) => {
    const [found, ...more] = told(one);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ level: 'info', message: expect.stringMatching(message) as string, remedy: expect.stringMatching(remedy) as string });
    // without an answer about it there is no step in a plan, but the wish is known
    expect(one.form.desired(one.given, look(one)).filter(({ kind }) => kind === 'bucket')).toHaveLength(1);
  });

  it.each<[string, Case]>([
    ['nothing is asked for', caseOf('aws', {}, { store: OURS })],
    ['all is read', caseOf('aws', SETTINGS, { store: { ...OURS, settings: READ } })],
    ['the store is still to be asked', caseOf('gcp', SETTINGS)],
  ])('nothing is said where %s', (_what, one) => {
    expect(told(one)).toEqual([]);
  });
});

describe('for others to carry out, the commands are comments', () => {
  const made = (name: 'aws' | 'gcp') => emission(`setup ${name}`, formOf(name), { ...(name === 'aws' ? AWS : GCP), ...SETTINGS });
  it.each(['aws', 'gcp'] as const)('%s', (name) => {
    const files = [shellScript(made(name)), manifests(made(name), stringify), kustomization(made(name), stringify)['kustomization.yaml'] ?? ''];
    for (const text of files) {
      const lines = text.split('\n').filter((line) => /aws s3api|gcloud/.test(line));
      expect(lines).toHaveLength(2);
      expect(lines.every((line) => line.startsWith('#'))).toBe(true);
    }
  });
  it('nothing of it stands where it is not asked for', () => {
    expect(shellScript(emission('setup aws', formOf('aws'), AWS))).not.toContain('s3api');
  });
});
