import { Construct } from 'constructs';
import { MAKES_SECRET } from './credentials';
import { KUBERNETES_API } from './generate-secret';
import { Job } from './job';
import { fit, nameOf, OBJECT_NAME, WORKLOAD_NAME } from './names';
import { createRole } from './role';
import { imageOf, namespaceOf } from './settings';
import { check, SecretRef } from '../core';
import { propChecks } from '../core/prop-checks';

/** Properties for `SecretCopy`. */
export interface SecretCopyProps {
  /** What is copied: a key of a Secret of another namespace. Give each client a Secret of its own there: all of it can be read. */
  readonly source: SecretRef;
}

/**
 * A key of a Secret of another namespace, in a Secret of this one, since pods read no others. A Job beside the copy brings it: it may
 * read that one Secret there, by a Role in that namespace, and make Secrets here. It runs again when the copy's definition changes; to
 * take up a value that was changed, delete the Job and deploy again.
 */
export class SecretCopy extends Construct {
  /** The copy. */
  public readonly ref: SecretRef;

  constructor(scope: Construct, id: string, props: SecretCopyProps) {
    super(scope, id);
    check(this, propChecks(this, 'SecretCopyProps', props));
    const { source } = props;
    const namespace = namespaceOf(this);
    const name = fit(nameOf(this), WORKLOAD_NAME - 9);
    const secrets = { apiGroups: [''], resources: ['secrets'] };
    const { workload } = new Job(this, 'Job', {
      image: imageOf(this, 'python'),
      command: ['python3', '-c', COPY_SECRET],
      env: {
        SECRET_NAME: name,
        SERVICE_ACCOUNT: name,
        SOURCE_NAMESPACE: source.namespace,
        SOURCE_NAME: source.secret,
        SOURCE_KEY: source.key,
      },
      resources: { cpu: '10m', memory: '64Mi' },
      apiAccess: true,
      serviceAccountName: name,
      permissions: [
        { ...secrets, verbs: ['create'] },
        { ...secrets, resourceNames: [name], verbs: ['get', 'patch'] },
        { apiGroups: [''], resources: ['serviceaccounts'], resourceNames: [name], verbs: ['get'] },
      ],
    });
    workload.metadata.addAnnotation(MAKES_SECRET, name);
    const [role, binding] = createRole(this, {
      name: fit(`${namespace}-${name}`, OBJECT_NAME),
      namespace: source.namespace,
      account: { name, namespace },
      permissions: [{ ...secrets, resourceNames: [source.secret], verbs: ['get'] }],
      suffix: 'OfSource',
    });
    workload.addDependency(role, binding);
    this.ref = { namespace, secret: name, key: source.key };
  }
}

/** Python: makes the copy, or brings its value in line with the source. Waits while the source is not there yet. */
const COPY_SECRET = `
${KUBERNETES_API}
SOURCE, KEY = os.environ['SOURCE_NAME'], os.environ['SOURCE_KEY']

def copy():
    values = call('GET', '/secrets/' + SOURCE, namespace=os.environ['SOURCE_NAMESPACE']).get('data') or {}
    data = {KEY: values[KEY]}
    try:
        present = call('GET', '/secrets/' + NAME).get('data')
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        call('POST', '/secrets', {**own_secret(), 'data': data})
        return 'made ' + NAME
    if present == data:
        return NAME + ' is there'
    call('PATCH', '/secrets/' + NAME, {'data': data})
    return 'changed ' + NAME

again(copy)
`.trim();
