import { BlockList, isIP } from 'node:net';
import { Failure } from '../../errors.ts';

type Env = Record<string, string | undefined>;

/**
 * The proxy to reach the API server through; undefined for none. `proxyUrl` is the kubeconfig's or the flag's and always
 * obeyed; without it HTTPS_PROXY (HTTP_PROXY for http servers) and NO_PROXY are read as Go reads them: never a proxy for
 * loopback. Throws Failure('input') for an address that is no http or https URL.
 */
export function proxyFor(server: URL, proxyUrl: string | undefined, env: Env): URL | undefined {
  if (proxyUrl !== undefined) return parseProxy(proxyUrl, "the cluster's proxy-url");
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const given = either(env, name);
  if (given === '' || isLoopback(bare(server.hostname)) || spared(server, either(env, 'NO_PROXY'))) return undefined;
  return parseProxy(/^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`, name);
}

function either(env: Env, name: string): string {
  const upper = env[name] ?? '';
  return upper === '' ? (env[name.toLowerCase()] ?? '') : upper;
}

/** Never shows the address itself: it may hold a password. */
function parseProxy(text: string, from: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') throw new Failure('input', `The address of the proxy in ${from} is not a URL.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Failure('input', `The proxy in ${from} must be an http or https URL, not ${url.protocol}//.`);
  return url;
}

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** NO_PROXY: `*`, addresses, CIDR blocks, domains (with their subdomains; `.d` and `*.d` only these), each with an optional port. */
function spared(server: URL, list: string): boolean {
  const host = bare(server.hostname).toLowerCase().replace(/\.$/, '');
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  return list.split(',').some((entry) => {
    const word = entry.trim().toLowerCase();
    if (word === '') return false;
    if (word === '*') return true;
    if (word.includes('/')) return inBlock(host, word);
    const [name, only] = splitPort(word);
    if (only !== '' && only !== port) return false;
    if (isIP(name) !== 0) return name === host;
    const domain = name.startsWith('*.') ? name.slice(1) : name;
    return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
  });
}

function splitPort(word: string): [name: string, port: string] {
  if (isIP(word) !== 0) return [word, ''];
  const match = /^(.*):(\d+)$/.exec(word);
  return match === null ? [bare(word), ''] : [bare(match[1] ?? ''), match[2] ?? ''];
}

function inBlock(host: string, block: string): boolean {
  const [net = '', bits = ''] = block.split('/');
  const family = isIP(net);
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(net, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
