import { Construct } from 'constructs';
import { fit, nameOf, OBJECT_NAME } from './names';
import { admitNamespace } from './network';
import { createObject } from './object';
import { RouteClass } from './route-class';
import { Settings } from './settings';
import { claim } from './unique';
import { check, Check, ConstructError, Endpoint, required, valid, VALIDATORS } from '../core';
import { propChecks } from '../core/prop-checks';

/** Where a tool can be reached from outside. */
export interface RouteOptions {
  /**
   * Host name, such as `mlflow.example.org`. One that begins with `*.` works with a `Route` without `signIn` alone: tools have one address.
   *
   * @default the tool's name under the domain of the settings
   */
  readonly host?: string;
  /**
   * How the traffic arrives.
   *
   * @default that of the settings
   */
  readonly routeClass?: RouteClass;
}

/** Properties for `Route`. */
export interface RouteProps extends RouteOptions {
  /** What answers; it must lie in the cluster. */
  readonly endpoint: Endpoint;
  /** First label of the host name under the settings' domain. */
  readonly subdomain: string;
  /**
   * Whether people sign in there, at the tool or in front of it: the route must then have TLS.
   *
   * @default false
   */
  readonly signIn?: boolean;
}

/** The host name that a route with these options has below a scope; undefined when there is none. */
export function routeHostOf(scope: Construct, { host }: RouteOptions, subdomain: string): string | undefined {
  const { domain } = Settings.of(scope);
  return host ?? (domain === undefined ? undefined : `${subdomain}.${domain}`);
}

/** The address that a route with these options has below a scope; undefined when there is none. */
export function routeUrlOf(scope: Construct, options: RouteOptions, subdomain: string): string | undefined {
  const host = routeHostOf(scope, options, subdomain);
  const routeClass = options.routeClass ?? Settings.of(scope).routeClass;
  return host === undefined || !routeClass ? undefined : `${routeClass.scheme}://${host}`;
}

/**
 * Sends a host's traffic to a Service, and lets the gateway's pods reach it.
 *
 * @throws ConstructError when there is neither a host nor a domain, no route class, or another route has the host; and when passwords
 * would travel in clear
 */
export class Route extends Construct {
  /** Host name. */
  public readonly host: string;
  /** Address for browsers and clients outside. */
  public readonly url: string;

  constructor(scope: Construct, id: string, props: RouteProps) {
    super(scope, id);
    const shape = propChecks(this, 'RouteProps', props);
    const settings = Settings.of(this);
    const { endpoint, routeClass = settings.routeClass, subdomain, signIn = false } = props;
    const host = routeHostOf(this, props, subdomain);
    check(this, [
      ...shape,
      required('endpoint', endpoint),
      valid(VALIDATORS.routeHost, 'host', host), valid(VALIDATORS.dnsLabel, 'routeClass.trafficNamespace', routeClass?.trafficNamespace),
      valid(VALIDATORS.port, 'endpoint.port', endpoint?.port),
      [text => signIn && String(text).startsWith('*.'), 'host', host, 'people and providers of sign-in are sent back to one address', 'name one host'],
      [host === undefined, 'host', undefined, 'there is no host name', 'pass host, or set a domain with Settings'],
      [routeClass === undefined, 'routeClass', undefined, 'nothing says how traffic arrives', 'pass RouteClass.gateway(…) or RouteClass.ingress(…), or set it with Settings'],
      ...routeClass?.checks() ?? [],
      [signIn && routeClass?.scheme === 'http', 'routeClass', undefined, 'passwords and sessions would travel in clear',
        "pass tls: Tls.certManager('issuer') or Tls.secret('name') to RouteClass.ingress, or Tls.upstream() where TLS ends before it"],
    ]);
    check(this, [freeHost(this, host!)]);
    const { pods } = endpoint;
    if (!pods) throw new ConstructError(this, [`endpoint ${endpoint.host} has no pods in the cluster: routes lead to Services`]);
    this.host = host!;
    this.url = `${routeClass!.scheme}://${host}`;
    const name = nameOf(this);
    const { apiVersion, kind, annotations, spec } = routeClass!.render(name, host!, pods.name, endpoint.port);
    createObject(this, 'Resource', { apiVersion, kind, name, namespace: pods.namespace, annotations, body: { spec } });
    admitNamespace(this, 'NetworkPolicy', fit(`${name}-gateway`, OBJECT_NAME), pods, routeClass!.trafficNamespace);
  }
}

/** The controllers of a cluster share its hosts: two routes of one host would answer in turn, or one of them never. */
function freeHost(scope: Construct, host: string): Check {
  const remedy = 'give one of them another host, or their scopes different domains';
  return claim(scope, 'host', host, scope.node.root, 'route', 'has that host', remedy);
}
