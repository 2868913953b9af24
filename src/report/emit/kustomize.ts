import { whole } from '../../plan/compare.ts';
import { isSecret } from '../../plan/secrets.ts';
import { besides, configObject, head, secretKeys, withPlaceholders, type Emission, type ObjectStep } from './parts.ts';

type Stringify = (value: unknown) => string;

const fileOf = (step: ObjectStep): string => `${step.id}.yaml`;

function generator(step: ObjectStep): object {
  const { filled, empty } = secretKeys(step);
  return {
    name: step.ref.name, namespace: step.ref.namespace, type: 'Opaque',
    // files beside this one, which are not committed
    ...(filled.length === 0 ? {} : { files: filled }),
    ...(empty.length === 0 ? {} : { literals: empty.map((key) => `${key}=`) }),
  };
}

/**
 * A kustomization as files, by name. Credentials are files beside it, one for each key, that it names and does not hold.
 * Values that a cluster tells later are placeholders, which begin with REPLACE.
 */
export function kustomization(emission: Emission, stringify: Stringify): Record<string, string> {
  const objects = emission.steps.filter((step) => step.kind === 'object');
  const plain = objects.filter((step) => !isSecret(step.ref));
  const secrets = objects.filter((step) => isSecret(step.ref));
  const spec = emission.steps.find((step) => step.kind === 'config');
  const files: Record<string, string> = {};
  for (const step of plain) files[fileOf(step)] = stringify(withPlaceholders(whole(step)));
  if (spec?.kind === 'config') files['config.yaml'] = `# ${spec.title}\n${stringify(configObject(spec.spec))}`;
  const root = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization',
    resources: Object.keys(files),
    ...(secrets.length === 0 ? {} : { secretGenerator: secrets.map(generator), generatorOptions: { disableNameSuffixHash: true } }),
  };
  const keys = secrets.flatMap((step) => secretKeys(step).filled);
  return {
    'kustomization.yaml': `${[...head(emission), ...besides(emission)].join('\n')}\n${stringify(root)}`,
    ...files,
    ...(keys.length === 0 ? {} : { '.gitignore': `${keys.map((key) => `/${key}`).join('\n')}\n` }),
  };
}
