import { refused } from './cloud-shapes.ts';

/** The cloud that is meant where none is named. */
export const PUBLIC = 'AzurePublicCloud';

/** The names that the operator takes, in any case, by the one that the manual has (operator behaviour), and what Azure's own command calls the cloud. */
const CLOUDS: readonly { name: string; cli: string; also?: string }[] = [
  { name: PUBLIC, cli: 'AzureCloud', also: 'AzureCloud' },
  { name: 'AzureUSGovernmentCloud', cli: 'AzureUSGovernment', also: 'AzureUSGovernment' },
  { name: 'AzureChinaCloud', cli: 'AzureChinaCloud' },
  { name: 'AzureGermanCloud', cli: 'AzureGermanCloud' },
  { name: 'AzureStackCloud', cli: 'AzureStack' },
];

const find = (value: string): (typeof CLOUDS)[number] | undefined => CLOUDS.find(({ name, also }) => [name, also].some((one) => one?.toLowerCase() === value.toLowerCase()));

/** The cloud as the manual names it. Fails (usage) for one that the operator does not know. */
export function azureCloud(flag: string, value: string): string {
  return find(value)?.name ?? refused(flag, value, CLOUDS.map(({ name }) => name).join(', '));
}

/** What `az cloud set --name` takes for it. */
export const cliName = (value: string): string => find(value)?.cli ?? value;
