import { list, record, text } from '../../api/json.ts';
import type { Cause } from './fault.ts';
import type { Rules } from './kind.ts';
import { ofName } from './names.ts';
import { required, unchanged, unsupported, wrong } from './rules-words.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** What is wrong with one subject; a service account needs a namespace where the binding has none (`home`). */
function ofSubject(subject: unknown, at: string, home: boolean): Cause[] {
  const [kind, name, group] = [text(subject, 'kind') ?? '', text(subject, 'name') ?? '', text(subject, 'apiGroup') ?? ''];
  const named = name === '' ? [required(`${at}.name`)] : [];
  if (kind === 'ServiceAccount') {
    return [
      ...named,
      ...(name === '' ? [] : ofName(name, 'subdomain').map((why) => wrong(`${at}.name`, name, why))),
      ...(group === '' ? [] : [unsupported(`${at}.apiGroup`, group, [''])]),
      ...(!home && (text(subject, 'namespace') ?? '') === '' ? [required(`${at}.namespace`)] : []),
    ];
  }
  if (kind === 'User' || kind === 'Group') return [...named, ...(group === GROUP ? [] : [unsupported(`${at}.apiGroup`, group, [GROUP])])];
  return [...named, unsupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group'])];
}

export const binding: Rules = {
  fill: (object) => {
    const to = record(object, 'roleRef');
    if ((to['apiGroup'] ?? '') === '') object['roleRef'] = { ...to, apiGroup: 'rbac.authorization.k8s.io' };
    for (const subject of Array.isArray(object['subjects']) ? object['subjects'] : []) {
      const who = record({ subject }, 'subject');
      if ((who['apiGroup'] ?? '') === '' && (who['kind'] === 'User' || who['kind'] === 'Group')) who['apiGroup'] = 'rbac.authorization.k8s.io';
    }
  },
  check: (object) => {
    const kind = text(object, 'roleRef', 'kind') ?? '';
    const taken = object.kind === 'ClusterRoleBinding' ? ['ClusterRole'] : ['Role', 'ClusterRole'];
    return [
      ...(taken.includes(kind) ? [] : [{ field: 'roleRef.kind', reason: 'FieldValueNotSupported', message: `Unsupported value: "${kind}": supported values: ${taken.map((t) => `"${t}"`).join(', ')}` }]),
      ...((text(object, 'roleRef', 'name') ?? '') === '' ? [required('roleRef.name')] : []),
      ...(text(object, 'roleRef', 'apiGroup') === GROUP ? [] : [unsupported('roleRef.apiGroup', text(object, 'roleRef', 'apiGroup') ?? '', [GROUP])]),
      ...list(object, 'subjects').flatMap((subject, i) => ofSubject(subject, `subjects[${i}]`, object.kind === 'RoleBinding')),
    ];
  },
  checkUpdate: (object, before) => unchanged(object, before, ['roleRef'], 'cannot change roleRef'),
};
