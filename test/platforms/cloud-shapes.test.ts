import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { gcsBucket, matching, s3Bucket, urlOf, written } from '../../src/platforms/cloud-shapes.ts';
import { azureCloud, cliName } from '../../src/platforms/azure-clouds.ts';

describe('names of buckets', () => {
  it.each(['abc', 'a1b', 'images', 'my-bucket', 'a--b', 'registry.example.com', '1.2.3', 'x'.repeat(63), 'rgwbucket-5f0a9a80-9f5c-4a0e-8f3e-8b7a4f0b8c1d'])('S3 takes %s', (name) => expect(s3Bucket('bucket', name)).toBe(name));
  it.each(['abc', 'my_bucket', 'a-b.c_d', `${'a'.repeat(63)}.${'b'.repeat(63)}`, '0-0'])('Google takes %s', (name) => expect(gcsBucket('bucket', name)).toBe(name));
  it('none takes what a shell or a URL would read otherwise', () => {
    fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.constantFrom('$', '/', '"', '\'', ' ', '\n', ':', '?', '#', '%', '\\', '{', '<', '@', 'Ä'), fc.string({ maxLength: 12 }), (before, sign, after) => {
      for (const shape of [s3Bucket, gcsBucket]) expect(() => shape('bucket', before + sign + after)).toThrow(Failure);
    }), { numRuns: 300 });
  });
});

describe('URLs', () => {
  it.each([
    ['https://host', false, 'https://host'],
    ['https://host/', false, 'https://host'],
    ['https://host:443', false, 'https://host'],
    ['http://host:80/', false, 'http://host'],
    ['https://host:80', false, 'https://host:80'],
    ['http://host:443', false, 'http://host:443'],
    ['https://Host.Example.COM', false, 'https://host.example.com'],
    ['https://10.0.0.1:9000', false, 'https://10.0.0.1:9000'],
    ['https://[::1]:9000', false, 'https://[::1]:9000'],
    ['https://k:5000/v3', true, 'https://k:5000/v3'],
    ['https://k/identity/v3/', true, 'https://k/identity/v3'],
    ['https://k/', true, 'https://k'],
  ])('%s (path: %s) is written as %s', (value, paths, as) => expect(written(urlOf('u', value, paths))).toBe(as));

  it.each(['', 'host', '//host', 'file:///etc/passwd', 'javascript:alert(1)', 'https:/host', 'https:host', 'http://', 'https://?', 'https://host/p', 'https://host\\p', 'https://ho st', 'HTTPS://host'])('%j is none', (value) => expect(() => urlOf('u', value, false)).toThrow(Failure));

  it('what is written is taken again, and stays as it is', () => {
    fc.assert(fc.property(fc.webUrl({ withFragments: false, withQueryParameters: false }), (url) => {
      let once: string;
      try {
        once = written(urlOf('u', url, true));
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
        return;
      }
      expect(written(urlOf('u', once, true))).toBe(once);
      expect(once).not.toMatch(/\/$/u);
    }), { numRuns: 60 });
  });
});

it('a pattern says what it allows', () => {
  expect(matching(/^a$/u, 'an a')('x', 'a')).toBe('a');
  expect(() => matching(/^a$/u, 'an a')('x', 'b')).toThrow('--x: given "b", allowed: an a.');
});

describe('clouds of Azure', () => {
  // the spellings that the operator takes, in any case (operator behaviour)
  it.each([
    ['AzureCloud', 'AzurePublicCloud', 'AzureCloud'],
    ['AzurePublicCloud', 'AzurePublicCloud', 'AzureCloud'],
    ['azurepubliccloud', 'AzurePublicCloud', 'AzureCloud'],
    ['AzureUSGovernment', 'AzureUSGovernmentCloud', 'AzureUSGovernment'],
    ['AzureUSGovernmentCloud', 'AzureUSGovernmentCloud', 'AzureUSGovernment'],
    ['AZUREUSGOVERNMENTCLOUD', 'AzureUSGovernmentCloud', 'AzureUSGovernment'],
    ['AzureChinaCloud', 'AzureChinaCloud', 'AzureChinaCloud'],
    ['AzureGermanCloud', 'AzureGermanCloud', 'AzureGermanCloud'],
    ['azurestackcloud', 'AzureStackCloud', 'AzureStack'],
  ])('%s is %s, for az %s', (value, name, cli) => {
    expect(azureCloud('cloud-name', value)).toBe(name);
    expect(cliName(value)).toBe(cli);
  });
  it.each(['', 'Azure', 'AzureStack', 'AzureGermany', ' AzureCloud', 'AzureChinaCloud2'])('%j is none', (value) => {
    expect(() => azureCloud('cloud-name', value)).toThrow(Failure);
    expect(cliName(value)).toBe(value);
  });
});
