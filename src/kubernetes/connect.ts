import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ConnectedPods } from './connected-pods';
import { checkArguments, ConstructError, IConnectable } from '../core';
import { isConstruct, underlying } from '../core/what';

/** Options for `connect`. */
export interface ConnectOptions {
  /**
   * Name of the container that gets environment and files; the network path is the whole pod's.
   *
   * @default the first container of the pod
   */
  readonly container?: string;
  /**
   * Whether the pods call the Kubernetes API: a network path to it. The token is the pods' own business.
   *
   * @default false
   */
  readonly apiAccess?: boolean;
}

/** Kinds that make pods. */
const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod']);

/**
 * Makes pods that are not this library's a client: they get what `uses` gives to a `Server`. That is the environment, with references to
 * Secrets, and the files of what they are connected with, a label, and both halves of the network path. From then on they reach that,
 * DNS and what other policies allow them; who may come in is left as it is.
 *
 * It is written when the object is, after all that its own construct and patches make of it: containers may be added later. What is
 * called twice counts once; further calls add to it.
 *
 * @param client a workload of cdk8s-plus, an ApiObject with a template of pods (or a Pod), or an Include or Helm that holds one
 * @param uses all that the container talks to
 * @throws ConstructError when it holds no pods, or several; when it is written, if a variable, file or label is something else there
 */
export function connect(client: IConstruct, uses: readonly IConnectable[], options: ConnectOptions = {}): void {
  checkArguments('connect', [client, uses, options]);
  const { container, apiAccess = false } = options;
  ConnectedPods.of(workloadOf(client)).add({ uses: uses.map(underlying) as IConnectable[], container }, apiAccess);
}

/** The one object of a construct that makes pods. */
function workloadOf(client: IConstruct): ApiObject {
  const remedy = 'pass a workload of cdk8s-plus, or an ApiObject that holds pods';
  if (!isConstruct(client)) throw new ConstructError('connect', [`client: it is no construct of cdk8s: ${remedy}`]);
  const own = ApiObject.isApiObject(client) ? client : (client as { apiObject?: unknown }).apiObject;
  const found = ApiObject.isApiObject(own) ? [own as ApiObject] : client.node.findAll().filter(ApiObject.isApiObject)
    .map(each => ApiObject.of(each)).filter(({ kind }) => WORKLOADS.has(kind));
  const [object, ...others] = found;
  if (!object) throw new ConstructError(client, [`it holds no pods: ${remedy}`]);
  if (others.length > 0) {
    throw new ConstructError(client, [`it holds ${found.map(({ kind, name }) => `${kind} '${name}'`).join(' and ')}: connect each of them by itself`]);
  }
  if (object.metadata.getLabel('app.kubernetes.io/managed-by') === 'mlops-constructs') {
    throw new ConstructError(client, ['its pods are made here: list what they talk to in its uses']);
  }
  return object;
}
