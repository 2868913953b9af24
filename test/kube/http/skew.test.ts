import { describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { makeSkew } from '../../../src/kube/http/skew.ts';
import { api, config, json, kubeconfig, open } from '../api.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const at = (ms: number): string => new Date(NOW + ms).toUTCString();
const JSON_TYPE = { 'content-type': 'application/json' };

function bed() {
  const warned: string[] = [];
  const skew = makeSkew({ now: () => new Date(NOW) }, (text) => void warned.push(text));
  return { skew, warned };
}

describe('the clock of this machine', () => {
  it.each([
    ['an hour behind', 3_600_000, '60 minutes behind the API server'], ['an hour ahead', -3_600_000, '60 minutes ahead of the API server'], ['a minute behind', 60_000, '1 minute behind'],
    ['three hours behind', 3 * 3_600_000, '3 hours behind'], ['ten days ahead', -10 * 86_400_000, '10 days ahead'],
  ])('is said to be %s, once', (_name, ms, words) => {
    const { skew, warned } = bed();
    expect(skew.ms()).toBe(0);
    skew.heed({ ...JSON_TYPE, date: at(ms) });
    skew.heed({ ...JSON_TYPE, date: at(2 * ms) });
    expect(skew.ms()).toBe(ms);
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain(words);
  });

  it.each([['to the second', 0], ['nearly, ahead', -59_000], ['nearly, behind', 59_000]])('agrees %s: nothing is said, nothing added', (_name, ms) => {
    const { skew, warned } = bed();
    skew.heed({ ...JSON_TYPE, date: at(ms) });
    // this program slept meanwhile, or the machine did
    skew.heed({ ...JSON_TYPE, date: at(3_600_000) });
    expect({ ms: skew.ms(), warned }).toEqual({ ms: 0, warned: [] });
  });

  it.each([
    ['without a date', JSON_TYPE], ['with a date that is none', { ...JSON_TYPE, date: 'yesterday' }],
    ['of a sign-in page', { 'content-type': 'text/html', date: at(3_600_000) }], ['without a type', { date: at(3_600_000) }],
  ])('is not judged by an answer %s', (_name, headers) => {
    const { skew, warned } = bed();
    skew.heed(headers);
    expect({ ms: skew.ms(), warned }).toEqual({ ms: 0, warned: [] });
    skew.heed({ 'content-type': 'application/json; charset=utf-8', date: at(120_000) });
    expect(skew.ms()).toBe(120_000);
  });

  it('is judged by what a real server sends, refusals too', async () => {
    const server = await api((_seen, response) => json(response, config(), 403, { Date: at(7 * 60_000) }));
    const { kube, warned } = await open(kubeconfig(server.url));
    expect(kube.skew?.()).toBe(0);
    await expect(kube.get(ref(R.Config, 'cluster'))).rejects.toThrow('403');
    expect(kube.skew?.()).toBe(7 * 60_000);
    expect(warned).toEqual([expect.stringContaining('7 minutes behind')]);
  });
});
