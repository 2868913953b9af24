import type { Finding } from '../checks/types.ts';

/** What `status` says, as data. `null` stands for what could not be seen or does not apply. */
export interface StatusReport {
  schema: 'registryctl.dev/status/v1';
  takenAt: string;
  cluster: { context: string; server: string; id: string; version: string; proven: boolean; platform: string; sandbox: boolean };
  /** `removed` is healthy too: a registry that is switched off as asked. `unknown` when its configuration could not be seen. */
  verdict: 'healthy' | 'removed' | 'unhealthy' | 'unknown';
  healthy: boolean;
  summary: string;
  reasons: string[];
  registry: { managementState: string | null; replicas: number | null; rolloutStrategy: string | null; readOnly: boolean; redirects: boolean };
  storage: { backend: string | null; target: string; managementState: string | null; owner: string };
  pods: { ready: number; wanted: number; problems: { pod: string; why: string }[] } | null;
  claim: { name: string; phase: string; size: string; storageClass: string; accessModes: string[]; volumeMode: string } | null;
  bucket: { name: string; endpoint: string; claim: string | null; phase: string | null } | null;
  routes: { name: string; host: string; admission: 'admitted' | 'refused' | 'unserved'; why: string; certificate: 'route' | 'ingress'; daysLeft: number | null }[] | null;
  caCopies: { copy: string; source: string | null; state: 'current' | 'stale' | 'missing' | 'keyless' | 'unknown' }[];
  pruner: { schedule: string; suspended: boolean; lastOutcome: 'succeeded' | 'failed' | 'none' | 'unknown'; prunesBlobs: boolean | null } | null;
  unseen: { what: string; why: string }[];
  findings: Finding[];
}
