import type { BucketDoor, StorePlace, StoreSetting } from '../../../stores-door.ts';
import { setCondition } from '../conditions.ts';
import type { Scene } from './driver.ts';

/**
 * What the operator sets on a bucket that is Managed, also on one that it was given. A failure is
 * told in the condition and hinders nothing (operator behaviour).
 */
export async function manage(scene: Scene, door: BucketDoor, at: StorePlace, bucket: string, encryption: string, name: string): Promise<void> {
  const steps: readonly [StoreSetting, string, string, string, string][] = [
    ['publicAccessBlock', '', 'StoragePublicAccessBlocked', 'Public Access Block Successful', `Public access to the ${name} bucket and its contents have been successfully blocked.`],
    ['tags', '', 'StorageTagged', 'Tagging Successful', `Tags were successfully applied to the ${name} bucket`],
    ['encryption', encryption, 'StorageEncrypted', 'Encryption Successful', `Default ${encryption} encryption was successfully enabled on the ${name} bucket`],
    ['abortMultipart', '', 'StorageIncompleteUploadCleanupEnabled', 'Enable Cleanup Successful', 'Default cleanup of incomplete multipart uploads after one (1) day was successfully enabled'],
  ];
  for (const [setting, value, type, reason, message] of steps) {
    const fault = await door.set(at, bucket, setting, value);
    if (fault) setCondition(scene.draft.status, scene.now, type, 'False', fault.status === undefined ? 'Unknown Error Occurred' : fault.code, fault.text);
    else setCondition(scene.draft.status, scene.now, type, 'True', reason, message);
  }
}
