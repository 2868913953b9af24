import { Failure } from '../../errors.ts';
import type { BucketSetting, SettingAnswer, StoreAnswer } from '../../snapshot/types.ts';
import { stopIf } from '../words.ts';
import type { Look, Setting } from './types.ts';
import type { Veil } from './veil.ts';

const ELSEWHERE = 'the store is not the cloud\'s own, where such settings may mean something else';

/** Reads one setting; a store that does not answer is `unread`, with the reason. Fails (interrupted) when the signal is aborted. */
export async function readSetting({ setting: read }: Look, setting: BucketSetting, veil: Veil, signal: AbortSignal | undefined): Promise<Setting | Extract<SettingAnswer, { state: 'unread' }>> {
  if (read === undefined) return { state: 'unread', detail: ELSEWHERE };
  try {
    return await read(setting);
  } catch (error) {
    stopIf(signal);
    if (!(error instanceof Failure) || error.outcome !== 'unhealthy') throw error;
    return { state: 'unread', detail: veil.plain(error.message.replace(/\.$/u, '')) };
  }
}

/** The settings that a question asks for, one after the other; nothing where it asks for none. */
export async function readSettings(look: Look, wanted: readonly BucketSetting[], veil: Veil, signal: AbortSignal | undefined): Promise<Pick<StoreAnswer, 'settings'>> {
  const settings: Partial<Record<BucketSetting, SettingAnswer>> = {};
  for (const one of wanted) {
    const found = await readSetting(look, one, veil, signal);
    settings[one] = found.state === 'unread' ? found : { state: 'read', changes: found.changes, seen: found.seen };
  }
  return wanted.length === 0 ? {} : { settings };
}
