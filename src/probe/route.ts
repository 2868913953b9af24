import type { Found } from './push-pull.ts';
import { Answered } from './answers.ts';
import { makeSpeaker, type SpeakerOptions } from './http.ts';
import { askTokenEndpoint, NEUTRAL_USER, ping } from './login.ts';
import type { Door } from './types.ts';
import { hostPort } from './words.ts';

export interface RouteProof extends SpeakerOptions {
  door: Door;
  /** whether the user of the kubeconfig has a token; with a client certificate there is none to log in with */
  hasToken: boolean;
  sleep: (ms: number) => Promise<void>;
  emit: (state: string) => void;
}

/** A route that was just admitted is served by every router a little later; tries, and the pause (ms) between them. */
const TRIES = 20;
const APART = 1000;

/** The command that logs podman in, with a user name that always works and no token in it. */
export function loginLine(host: string, hasToken: boolean): string {
  const token = hasToken ? 'oc whoami -t' : 'oc create token SERVICEACCOUNT -n PROJECT';
  return `${token} | podman login --username ${NEUTRAL_USER} --password-stdin ${host}`;
}

/**
 * Proves a route from here: its certificate verified for its host, `/v2/` answered with 200 or the
 * registry's own challenge, and the token endpoint answering. Facts carry the login line for podman.
 * Fails (unhealthy) in one sentence; a certificate that no CA vouches for is `Untrusted`.
 */
export async function proveRoute({ door, hasToken, sleep, emit, ...options }: RouteProof): Promise<Found> {
  const host = hostPort(door.host, door.port);
  const speaker = makeSpeaker(door, options);
  try {
    emit(`asking https://${host}/v2/`);
    for (let tries = 1; ; tries++) {
      try {
        const { status, challenge } = await ping(speaker);
        if (challenge?.scheme === 'bearer') await askTokenEndpoint(speaker, challenge);
        const chain = speaker.chain();
        const facts: [string, string][] = [
          ['route', host],
          ['certificate', `${chain?.subject ?? '?'}, signed by ${chain?.issuer ?? '?'}`],
          ['trusted by', chain?.by ?? '?'],
          ['valid until', `${chain?.notAfter.slice(0, 10) ?? '?'} (${chain?.daysLeft ?? '?'} days)`],
          ['/v2/', status === 200 ? '200, open to everybody' : `401, login at ${challenge?.realm ?? '?'}`],
          ['login', loginLine(host, hasToken)],
        ];
        return { proof: 'route', ok: true, summary: `${host} is served with a trusted certificate and answers as a registry`, facts };
      } catch (error) {
        if (!(error instanceof Answered) || ![502, 503, 504].includes(error.status) || tries >= TRIES) throw error;
        await sleep(APART);
      }
    }
  } finally {
    speaker.close();
  }
}
