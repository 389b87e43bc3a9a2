import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { fit, OBJECT_NAME } from './names';
import { admitPods, distinctEndpoints, toApiServer, toDns, toEndpoint } from './network';
import { createPolicy, egressFields, portFields } from './network-policy';
import { objectChecks } from './object-checks';
import { addTo, CLIENT, Grant } from './pod-changes';
import { Fields, rewrite } from './rewrite';
import { namespaceOf } from './settings';
import { check, Endpoint } from '../core';

const CONNECTED = Symbol.for('mlops-constructs.connected-pods');

interface Marked extends ApiObject {
  [CONNECTED]?: ConnectedPods;
}

/** Pods that something else makes, as clients: what they were connected with so far, and their network policies. */
export class ConnectedPods extends Construct {
  /** The pods of an object: there is one of this for each. */
  public static of(object: ApiObject): ConnectedPods {
    return (object as Marked)[CONNECTED] ?? new ConnectedPods(object);
  }

  /** Value of the label by which policies find the pods. */
  private readonly client: string;
  private readonly namespace: string;
  private readonly grants: Grant[] = [];
  private readonly admitted = new Set<string>();
  private apiAccess = false;

  private constructor(private readonly object: ApiObject) {
    super(object.node.scope!, `Connected-${object.node.id}`);
    this.client = fit(`${object.name}-${object.kind.toLowerCase()}`, OBJECT_NAME);
    this.namespace = object.metadata.namespace ?? namespaceOf(this);
    Object.defineProperty(object, CONNECTED, { value: this });
    const own = createPolicy(this, 'NetworkPolicy', {
      name: this.client, namespace: this.namespace, podLabels: this.labels, egress: [toDns(this)],
    });
    rewrite(own, manifest => this.withEgress(manifest));
    rewrite(object, manifest => addTo(this, object, { manifest, namespace: this.namespace, labels: this.labels, grants: this.grants }));
    object.addDependency(own);
  }

  /** Connects them with more. */
  public add(grant: Grant, apiAccess: boolean): void {
    this.grants.push(grant);
    this.apiAccess ||= apiAccess;
    for (const endpoint of this.endpoints) {
      const { pods } = endpoint;
      const server = `${pods?.namespace}/${pods?.name}`;
      if (!pods || this.admitted.has(server)) continue;
      this.admitted.add(server);
      const [policy] = admitPods(this, { name: this.client, namespace: this.namespace, labels: this.labels }, [endpoint]);
      rewrite(policy, manifest => this.withPorts(manifest, server));
      this.object.addDependency(policy);
    }
  }

  private get labels(): Record<string, string> {
    return { [CLIENT]: this.client };
  }

  private get endpoints(): Endpoint[] {
    return distinctEndpoints(this.grants.flatMap(({ uses }) => uses).flatMap(({ connection }) => connection.endpoints));
  }

  private withEgress(manifest: Fields): Fields {
    const rules = [toDns(this), ...this.endpoints.map(toEndpoint), ...this.apiAccess ? [toApiServer(this)] : []];
    return this.checked({ ...manifest, spec: { ...manifest.spec as object, egress: egressFields(rules) } });
  }

  private withPorts(manifest: Fields, server: string): Fields {
    const reached = this.endpoints.filter(({ pods }) => pods && `${pods.namespace}/${pods.name}` === server);
    const ports = portFields(reached.map(({ pods, protocol }) => ({ port: pods!.port, protocol })));
    const spec = manifest.spec as { readonly ingress: readonly object[] };
    return this.checked({ ...manifest, spec: { ...spec, ingress: spec.ingress.map(rule => ({ ...rule, ports })) } });
  }

  private checked(manifest: Fields): Fields {
    check(this, objectChecks(manifest));
    return manifest;
  }
}
