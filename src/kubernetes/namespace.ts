import { Construct } from 'constructs';
import { ALL_PODS, createPolicy } from './network-policy';
import { createObject } from './object';
import { namespaceOf } from './settings';
import { claim } from './unique';
import { check, propChecks, valid, VALIDATORS } from '../core';

/** What pods of a namespace may be, in the levels of Kubernetes' Pod Security. */
export enum PodSecurity {
  /** Without any privilege, as all pods of this library are. */
  RESTRICTED = 'restricted',
  /** Without what is known to lead to the node. */
  BASELINE = 'baseline',
  /** Anything, also what reaches the node itself. */
  PRIVILEGED = 'privileged',
}

/** Properties for `Namespace`. */
export interface NamespaceProps {
  /**
   * Name of the namespace.
   *
   * @default the namespace of the scope's objects
   */
  readonly name?: string;
  /**
   * What pods of it may be.
   *
   * @default PodSecurity.RESTRICTED
   */
  readonly podSecurity?: PodSecurity;
}

/**
 * A namespace in which Pod Security, mostly `restricted`, is enforced and nothing may connect to anything that was not wired. It comes
 * before what goes into it in the manifests, wherever it is written.
 *
 * @throws ConstructError when the program makes it already, or its name begins with `kube-`
 */
export class Namespace extends Construct {
  /** Name of the namespace. */
  public readonly name: string;

  constructor(scope: Construct, id: string, props: NamespaceProps = {}) {
    super(scope, id);
    check(this, propChecks(this, 'NamespaceProps', props));
    const { podSecurity = PodSecurity.RESTRICTED } = props;
    check(this, [valid(VALIDATORS.dnsLabel, 'name', props.name)]);
    this.name = props.name ?? namespaceOf(this);
    check(this, [
      [name => String(name).startsWith('kube-'), 'name', this.name, 'Kubernetes keeps such names for itself, and closing kube-system would cut off DNS',
        'use another name'],
    ]);
    check(this, [claim(this, 'name', this.name, this.node.root, 'namespace', 'makes it already', 'leave one of them out, or give it another name')]);
    const namespace = createObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'Namespace',
      name: this.name,
      namespace: false,
      labels: Object.fromEntries(['enforce', 'audit', 'warn'].flatMap(mode => [
        [`pod-security.kubernetes.io/${mode}`, podSecurity], [`pod-security.kubernetes.io/${mode}-version`, 'v1.35'],
      ])),
    });
    const nobody = { ingress: [], egress: [] };
    const deny = createPolicy(this, 'DefaultDeny', { name: 'default-deny', namespace: this.name, podLabels: ALL_PODS, ...nobody });
    deny.addDependency(namespace);
  }
}
