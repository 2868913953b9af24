import { text } from '../api/json.ts';
import { GCS_CREDENTIALS } from '../credentials/gcs.ts';
import { cloudFit } from '../forms/fit.ts';
import type { Platform } from '../forms/types.ts';
import { finding } from '../registry/codes.ts';
import { OBJECT } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { Field } from './cloud-fields.ts';
import { SETTING_OPTIONS, type Commands } from './cloud-settings.ts';
import { cloudForm } from './cloud.ts';
import { gcsBucket, matching } from './cloud-shapes.ts';

const ofCluster = (field: string) => (snapshot: Snapshot): string | undefined => text(one(snapshot, OBJECT.infrastructure), 'status', 'platformStatus', 'gcp', field);

/** The fields of `storage.gcs` (manual 3.2.3). A region is always written: without it the operator overwrites the project, too (operator behaviour). */
const FIELDS: readonly Field[] = [
  {
    key: 'bucket', under: [], required: true, shape: gcsBucket,
    option: { flag: 'bucket', value: 'NAME', about: 'Bucket for the images; the one that is configured, where there is one', question: 'Name of the bucket' },
  },
  {
    key: 'region', under: ['bucket'], required: true, usual: ofCluster('region'), shape: matching(/^[A-Za-z][-A-Za-z0-9]{1,62}$/u, 'a location of Cloud Storage like europe-west1 or EU'),
    same: (a, b) => a.toLowerCase() === b.toLowerCase(),
    option: { flag: 'region', value: 'REGION', about: 'Location of the bucket; that of the cluster on Google Cloud', question: 'Location of the bucket' },
  },
  {
    key: 'projectID', under: [], required: true, usual: ofCluster('projectID'), shape: matching(/^([a-z0-9.-]+:)?[a-z][-a-z0-9]{4,28}[a-z0-9]$/u, 'the id of a project, 6 to 30 lower-case letters, digits and "-"'),
    option: { flag: 'project-id', value: 'PROJECT', about: 'Project of the bucket; the one that the key file names, or that of the cluster', question: 'Project of the bucket' },
  },
  {
    key: 'keyID', under: ['bucket'], shape: matching(/^projects\/[^/\s]+\/locations\/[^/\s]+\/keyRings\/[^/\s]+\/cryptoKeys\/[^/\s]+$/u, 'projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY'),
    option: { flag: 'key-id', value: 'KEY', about: 'KMS key that a bucket which is made is encrypted with' },
  },
];

const COMMANDS: Commands = {
  own: () => true,
  command(setting, values) {
    const bucket = `gs://${text(values, 'bucket') ?? 'BUCKET'}`;
    if (setting === 'block-public-access') return `gcloud storage buckets update ${bucket} --public-access-prevention`;
    // a file of rules replaces those that are there
    const rule = '{"rule":[{"action":{"type":"AbortIncompleteMultipartUpload"},"condition":{"age":1}}]}';
    return `test -z "$(gcloud storage buckets describe ${bucket} --format='value(lifecycle_config)')" && gcloud storage buckets update ${bucket} --lifecycle-file=<(echo '${rule}')`;
  },
};

/** A bucket of Google Cloud Storage. */
export const gcp: Platform = cloudForm({
  name: 'gcp', title: 'Google Cloud Storage', manual: '3.2',
  fits: (snapshot) => cloudFit(snapshot, 'GCP', GCS_CREDENTIALS, 'a bucket of Google takes a key file'),
  backend: 'gcs', credentials: GCS_CREDENTIALS, fields: FIELDS,
  options: [{ flag: 'create-bucket', about: 'Have the bucket made if it does not exist' }, ...SETTING_OPTIONS],
  commands: COMMANDS,
  question: (asked, { values }) => ({ ...asked, kind: 'gcs', bucket: text(values, 'bucket') ?? '' }),
  check(_given, snapshot, { values, there }) {
    const key = text(values, 'keyID');
    const unused = key !== undefined && snapshot.store?.state === 'ours' && text(there, 'keyID') !== key;
    return unused ? [finding('RC-GCS-KEY-UNUSED', '--key-id', `the bucket ${text(values, 'bucket') ?? ''} is there already`)] : [];
  },
});
