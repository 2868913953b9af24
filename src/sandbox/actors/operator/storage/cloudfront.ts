import { text } from '../../../../api/json.ts';
import { nanoseconds, goDuration } from '../duration.ts';
import type { EnvVar, Fields } from './driver.ts';

const DIRECTORY = '/etc/docker/cloudfront';

/** The middleware that hands out signed CloudFront addresses. Its key's secret is not looked for: without it the pods wait. */
export function cloudFront(from: Fields): { env: EnvVar; volume: { volume: Fields; mount: Fields } } {
  const duration = nanoseconds(text(from, 'duration') ?? '') ?? 0;
  const options = {
    baseurl: text(from, 'baseURL') ?? '',
    privatekey: `${DIRECTORY}/private.pem`,
    keypairid: text(from, 'keypairID') ?? '',
    duration: goDuration(duration === 0 ? 1.2e12 : duration),
    ipfilteredby: 'none',
  };
  const secretName = text(from, 'privateKey', 'name') ?? '';
  return {
    env: { name: 'REGISTRY_MIDDLEWARE_STORAGE', value: JSON.stringify([{ name: 'cloudfront', options }]) },
    volume: {
      volume: { name: 'registry-cloudfront', secret: { secretName, items: [{ key: text(from, 'privateKey', 'key') ?? '', path: 'private.pem' }], defaultMode: 420, optional: false } },
      mount: { name: 'registry-cloudfront', readOnly: true, mountPath: DIRECTORY },
    },
  };
}
