import type { Finding } from '../checks/types.ts';
import type { Given, Option } from '../forms/types.ts';
import type { DesiredStep } from '../plan/types.ts';
import { finding } from '../registry/codes.ts';
import type { BucketSetting, Snapshot, StoreQuestion } from '../snapshot/types.ts';
import type { Values } from './cloud-fields.ts';

const TITLES: Readonly<Record<BucketSetting, string>> = {
  'abort-uploads': 'Uploads that were not completed are aborted after a day',
  'block-public-access': 'The bucket is closed to the public',
};

/** The options that ask for settings of the bucket (manual 3.1.1, 3.1.2, 3.2.1); each is off unless it is given. */
export const SETTING_OPTIONS: readonly Option[] = [
  { flag: 'abort-uploads', about: 'Have the bucket abort uploads that are older than a day, by a lifecycle rule beside those that are there' },
  { flag: 'block-public-access', about: 'Close the bucket to the public' },
];

/** What a cloud knows of the settings of its buckets. */
export interface Commands {
  /** whether the bucket is on the cloud's own hosts; others are never written to */
  own(values: Values): boolean;
  /** what an administrator would run */
  command(setting: BucketSetting, values: Values): string;
}

/** The settings that the options ask for. */
export const askedFor = (given: Given): BucketSetting[] => (['abort-uploads', 'block-public-access'] as const).filter((flag) => given[flag] === true || given[flag] === 'true');

/** The settings as steps, before anything that a registry reads. They are written where the store has told how they are. */
export function settingSteps({ command }: Commands, given: Given, values: Values, question: StoreQuestion | undefined): DesiredStep[] {
  return askedFor(given).map((setting) => ({ kind: 'bucket', id: setting, title: TITLES[setting], setting, command: command(setting, values), ...(question === undefined ? {} : { question }) }));
}

/** Why each setting that is asked for is not made by this run, and the command that makes it; nothing for those that are. */
export function checkSettings(cloud: { name: string }, commands: Commands, given: Given, { store }: Snapshot, values: Values, question: StoreQuestion | undefined): Finding[] {
  if (store === undefined && question !== undefined && commands.own(values)) return [];
  return askedFor(given).flatMap((setting) => {
    const found = store?.settings?.[setting];
    if (found?.state === 'read') return [];
    const tell = (message: string, remedy = commands.command(setting, values)): Finding[] => [finding('RC-BUCKET-SETTING', `--${setting}`, message, { remedy })];
    if (!commands.own(values)) return tell('the store is not the cloud\'s own, so nothing is set there');
    if (found !== undefined) return tell(found.detail);
    if (store === undefined) return tell('the bucket is not looked into: there are no plain keys to do so with');
    if (store.state === 'absent') return tell('the bucket is not there yet; once the operator has made it, this sets it', `registryctl setup ${cloud.name} --${setting}`);
    return tell(`nothing is known of it: ${store.detail}`);
  });
}
