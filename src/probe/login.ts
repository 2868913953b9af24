import { text } from '../api/json.ts';
import { Failure } from '../errors.ts';
import { SecretText } from '../secret.ts';
import { Answered, json, parseChallenge, type Challenge } from './answers.ts';
import type { Reply, Speaker } from './http.ts';
import { hostPort } from './words.ts';

/** The user name of every login: the registry looks at the token only, and a name with a colon would break Basic. */
export const NEUTRAL_USER = 'unused';

/** Asks `/v2/`; gives back the answer and its challenge. Fails unless it is 200, or 401 with a challenge. */
export async function ping(speaker: Speaker): Promise<{ status: number; challenge?: Challenge }> {
  const doing = `Asking https://${hostPort(speaker.door.host, speaker.door.port)}/v2/`;
  const reply = await speaker.ask({ method: 'GET', path: '/v2/' });
  const challenge = parseChallenge(reply.headers['www-authenticate']);
  if (reply.status === 401 && challenge !== undefined) return { status: 401, challenge };
  if (reply.status !== 200) throw new Answered(reply, doing);
  if ((reply.headers['content-type'] ?? '').includes('html')) throw new Answered(reply, doing);
  return { status: 200 };
}

/** The token endpoint's path. It must be of the registry itself: a password is not sent wherever a header points. */
function endpoint(speaker: Speaker, challenge: Challenge): string {
  const own = `https://${hostPort(speaker.door.host, speaker.door.port)}`;
  const realm = URL.canParse(challenge.realm, own) ? new URL(challenge.realm, own) : undefined;
  if (realm === undefined || challenge.realm === '') throw new Failure('unhealthy', `${own} asks for a login at "${challenge.realm}", which is no address.`);
  if (realm.protocol !== 'https:' || realm.origin !== new URL(own).origin) throw new Failure('unhealthy', `${own} sends logins to ${realm.origin}, not to itself; no password is sent there.`);
  if (challenge.service !== undefined) realm.searchParams.set('service', challenge.service);
  return `${realm.pathname}${realm.search}`;
}

/** Asks the token endpoint without a password: any answer of its own (200 or 401) will do. Fails in words otherwise. */
export async function askTokenEndpoint(speaker: Speaker, challenge: Challenge): Promise<Reply> {
  const reply = await speaker.ask({ method: 'GET', path: endpoint(speaker, challenge) });
  if (reply.status !== 200 && reply.status !== 401) throw new Answered(reply, 'Asking the token endpoint');
  return reply;
}

/** The `Authorization` value that the challenge asks for, made from a token: itself as Basic, or what the token endpoint gives for it. */
export async function authorize(speaker: Speaker, challenge: Challenge, token: SecretText): Promise<SecretText> {
  const basic = `Basic ${Buffer.from(`${NEUTRAL_USER}:${token.reveal()}`).toString('base64')}`;
  if (challenge.scheme === 'basic') return new SecretText(basic);
  const reply = await speaker.ask({ method: 'GET', path: endpoint(speaker, challenge), headers: { authorization: basic } });
  if (reply.status === 401) throw new Failure('unhealthy', 'Logging in: the registry does not accept the token (HTTP 401).');
  if (reply.status !== 200) throw new Answered(reply, 'Logging in');
  const bearer = text(json(reply), 'token') ?? text(json(reply), 'access_token');
  if (bearer === undefined || bearer === '') throw new Failure('unhealthy', 'Logging in: the token endpoint answered without a token.');
  return new SecretText(`Bearer ${bearer}`);
}
