import { R } from '../../src/api/resources.ts';
import { table } from './table.ts';
import { recorded, serving, the, told, type Stage } from './worlds.ts';

const base = (): Stage => serving('odf-s3-complete');
const pruner = (type: string, status: string, reason: string, message = '') => (): Stage => {
  const stage = base();
  told(the(stage, R.ImagePruner, 'cluster'), type, status, reason, message);
  return stage;
};
table('RC-PRUNER-FAILED', [['the job gave up', pruner('Failed', 'True', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit'), 'backoff limit'], ['no words', pruner('Failed', 'True', 'DeadlineExceeded'), '']],
  [['complete', pruner('Failed', 'False', 'Complete')], ['unknown', pruner('Failed', 'Unknown', 'x')]]);
table('RC-PRUNER-SUSPENDED', [['as recorded', () => recorded('pruner', 1)], ['also when Removed', () => recorded('pruner', 2)]], [['as recorded before', () => recorded('pruner', 0)], ['false', base]]);
table('RC-PRUNER-DEGRADED', [['cannot sync', pruner('Degraded', 'True', 'SyncError', 'no'), 'no'], ['for another reason', pruner('Degraded', 'True', 'X', 'y')]],
  [['a failed job has its own code', pruner('Degraded', 'True', 'JobFailed', 'z')], ['as expected', pruner('Degraded', 'False', 'AsExpected')]]);
