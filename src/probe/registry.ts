import { list } from '../api/json.ts';
import { Failure } from '../errors.ts';
import type { SecretText } from '../secret.ts';
import { Answered, json } from './answers.ts';
import { makeSpeaker, type Ask, type Reply, type Speaker, type SpeakerOptions } from './http.ts';
import { digestOf, type Blob } from './image.ts';
import { authorize, ping } from './login.ts';
import type { Bundle, Chain, Door } from './types.ts';
import { hostPort } from './words.ts';

export interface RegistryOptions extends SpeakerOptions {
  /** CAs to trust for the storage that the registry redirects to; those of the registry when not given */
  storageBundles?: readonly Bundle[];
  /** a way to a host that the registry redirects to */
  reach: (host: string, port: number) => Door;
}

/** What was read, and the host that a redirect led to for it. */
export interface Fetched {
  bytes: Buffer;
  via?: string;
}

/** A client of one registry's distribution API, logged in once. All failures are `unhealthy`, in one sentence. */
export interface Registry {
  login(token: SecretText): Promise<void>;
  has(repo: string, digest: string): Promise<boolean>;
  /** uploads a blob in so many pieces; 1 is a single PUT */
  upload(repo: string, blob: Blob, pieces: number): Promise<void>;
  blob(repo: string, digest: string): Promise<Fetched>;
  putManifest(repo: string, tag: string, manifest: Blob & { mediaType: string }): Promise<void>;
  manifest(repo: string, reference: string, mediaType: string): Promise<Fetched>;
  tags(repo: string): Promise<string[]>;
  /** false when the registry does not let this account delete, or knows no deleting */
  remove(repo: string, kind: 'manifests' | 'blobs', digest: string): Promise<boolean>;
  chain(): Chain | undefined;
  close(): void;
}

const REDIRECTS = 5;

/** The path of an address that must be on the registry's own host: what is sent there carries the login. */
function ownPath(speaker: Speaker, location: string | undefined, doing: string): string {
  const own = new URL(`https://${hostPort(speaker.door.host, speaker.door.port)}`);
  if (location === undefined || !URL.canParse(location, own.href)) throw new Failure('unhealthy', `${doing}: the registry did not say where to go on.`);
  const url = new URL(location, own);
  if (url.origin !== own.origin) throw new Failure('unhealthy', `${doing}: the registry says to go on at ${url.origin}, which is not its own address ${own.origin}.`);
  return `${url.pathname}${url.search}`;
}

/** Opens a client; nothing is sent before the first call. Close it in the end. */
export function makeRegistry(door: Door, options: RegistryOptions): Registry {
  const { servername, reach: _reach, storageBundles = options.bundles, ...common } = options;
  const speaker = makeSpeaker(door, { ...common, ...(servername === undefined ? {} : { servername }) });
  const storages = new Map<string, Speaker>();
  let authorization: SecretText | undefined;
  let relogin: (() => Promise<void>) | undefined;

  const ask = async (asked: Ask, again = true): Promise<Reply> => {
    const headers = { ...asked.headers, ...(authorization === undefined ? {} : { authorization: authorization.reveal() }) };
    const reply = await speaker.ask({ ...asked, headers });
    // a bearer may have run out; one new login, no more
    if (reply.status !== 401 || !again || relogin === undefined) return reply;
    await relogin();
    return ask(asked, false);
  };

  /** Follows an answer to where the bytes lie; the login goes to no other host, and nothing goes without TLS. */
  const follow = async (first: Reply, path: string, doing: string): Promise<Reply & { via?: string }> => {
    let reply = first;
    let here = new URL(path, `https://${hostPort(door.host, door.port)}`);
    let via: string | undefined;
    for (let hops = 0; [301, 302, 303, 307, 308].includes(reply.status); hops++) {
      const location = reply.headers.location;
      if (hops >= REDIRECTS) throw new Failure('unhealthy', `${doing}: redirected more than ${REDIRECTS} times.`);
      if (location === undefined || !URL.canParse(location, here.href)) throw new Failure('unhealthy', `${doing}: redirected to nowhere.`);
      const url = new URL(location, here);
      if (url.protocol !== 'https:') throw new Failure('unhealthy', `${doing}: redirected to ${url.origin}, which is without TLS.`);
      const target = options.reach(url.hostname.replace(/^\[|\]$/g, ''), Number(url.port || 443));
      const name = hostPort(target.host, target.port);
      const storage = storages.get(name) ?? makeSpeaker(target, { ...common, bundles: storageBundles });
      storages.set(name, storage);
      const own = url.origin === new URL(`https://${hostPort(door.host, door.port)}`).origin;
      try {
        reply = own ? await ask({ method: 'GET', path: `${url.pathname}${url.search}` }) : await storage.ask({ method: 'GET', path: `${url.pathname}${url.search}` });
      } catch (error) {
        if (!(error instanceof Failure) || error.outcome === 'interrupted') throw error;
        throw new Failure(error.outcome, `${doing}: redirected to storage that cannot be used from here. ${error.message}`, { cause: error, remedy: 'registryctl cannot change that network; where clients cannot reach the storage, set spec.disableRedirect to true' });
      }
      via = own ? via : name;
      here = url;
    }
    if (via !== undefined && reply.status !== 200) throw new Failure('unhealthy', `${doing}: redirected to the storage at ${via}, which answered HTTP ${reply.status}.`);
    return via === undefined ? reply : { ...reply, via };
  };

  const fetched = async (path: string, headers: Record<string, string>, doing: string, digest: string | undefined): Promise<Fetched> => {
    const reply = await follow(await ask({ method: 'GET', path, headers }), path, doing);
    if (reply.status !== 200) throw new Answered(reply, doing);
    if (digest !== undefined && digestOf(reply.body) !== digest) throw new Failure('unhealthy', `${doing}: other bytes came back than were asked for (${digestOf(reply.body)} instead of ${digest}).`);
    return { bytes: reply.body, ...(reply.via === undefined ? {} : { via: reply.via }) };
  };

  const expect = (reply: Reply, status: number, doing: string): Reply => {
    if (reply.status !== status) throw new Answered(reply, doing);
    return reply;
  };

  return {
    async login(token) {
      relogin = async () => {
        const { challenge } = await ping(speaker);
        authorization = challenge === undefined ? undefined : await authorize(speaker, challenge, token);
      };
      await relogin();
    },
    async has(repo, digest) {
      const path = `/v2/${repo}/blobs/${digest}`;
      const reply = await ask({ method: 'HEAD', path });
      if (reply.status === 404) return false;
      if (reply.status !== 200 && reply.status !== 307) throw new Answered(reply, `Looking for a blob in ${repo}`);
      return true;
    },
    async upload(repo, { digest, bytes }, pieces) {
      const doing = `Uploading to ${repo}`;
      const started = expect(await ask({ method: 'POST', path: `/v2/${repo}/blobs/uploads/` }), 202, doing);
      let place = ownPath(speaker, started.headers.location, doing);
      const step = Math.ceil(bytes.length / pieces);
      for (let from = 0; pieces > 1 && from < bytes.length; from += step) {
        const part = bytes.subarray(from, from + step);
        const headers = { 'content-type': 'application/octet-stream', 'content-range': `${from}-${from + part.length - 1}` };
        place = ownPath(speaker, expect(await ask({ method: 'PATCH', path: place, headers, body: part }), 202, doing).headers.location, doing);
      }
      const path = `${place}${place.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
      const body = pieces > 1 ? Buffer.alloc(0) : bytes;
      const done = expect(await ask({ method: 'PUT', path, headers: { 'content-type': 'application/octet-stream' }, body }), 201, doing);
      const said = done.headers['docker-content-digest'];
      if (said !== undefined && said !== digest) throw new Failure('unhealthy', `${doing}: the registry stored other bytes than were sent (${String(said)} instead of ${digest}).`);
    },
    blob: (repo, digest) => fetched(`/v2/${repo}/blobs/${digest}`, {}, `Pulling a blob of ${repo}`, digest),
    async putManifest(repo, tag, { bytes, mediaType }) {
      expect(await ask({ method: 'PUT', path: `/v2/${repo}/manifests/${tag}`, headers: { 'content-type': mediaType }, body: bytes }), 201, `Pushing the manifest of ${repo}:${tag}`);
    },
    manifest: (repo, reference, mediaType) => fetched(`/v2/${repo}/manifests/${reference}`, { accept: mediaType }, `Pulling the manifest ${reference} of ${repo}`, reference.startsWith('sha256:') ? reference : undefined),
    async tags(repo) {
      const reply = expect(await ask({ method: 'GET', path: `/v2/${repo}/tags/list` }), 200, `Listing the tags of ${repo}`);
      return list(json(reply), 'tags').filter((tag) => typeof tag === 'string');
    },
    async remove(repo, kind, digest) {
      const reply = await ask({ method: 'DELETE', path: `/v2/${repo}/${kind}/${digest}` }, false);
      if ([200, 202, 204, 404].includes(reply.status)) return true;
      if (reply.status < 500) return false;
      throw new Answered(reply, `Deleting from ${repo}`);
    },
    chain: () => speaker.chain(),
    close() {
      speaker.close();
      for (const storage of storages.values()) storage.close();
    },
  };
}
