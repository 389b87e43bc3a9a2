import { Construct } from 'constructs';
import { AlertReceiver } from './alert-receiver';
import { Check, Endpoint, mapString, SecretRef } from '../core';
import { configFiles, Credentials, imageOf, Server, ServerKind, VolumeClaim } from '../kubernetes';

const PORT = 9093;
const CONFIG = '/etc/alertmanager/config';
const SECRETS = '/etc/alertmanager/secrets';

/** What an Alertmanager is made from. */
export interface AlertmanagerOptions {
  /** Who is told, by name. */
  readonly receivers: Record<string, AlertReceiver>;
  /** StorageClass of the volume that holds silences. */
  readonly storageClass?: string;
  /** Its image. */
  readonly image?: string;
}

/** Makes one Alertmanager, which tells each receiver of the alerts of its urgencies and teams. */
export function createAlertmanager(scope: Construct, { receivers, storageClass, image }: AlertmanagerOptions): Server {
  const names = Object.keys(receivers);
  const secrets = Object.fromEntries(names.map(name => [name, receivers[name].secret]));
  const credentials = names.length > 0 ? new Credentials(scope, 'Receivers', { values: secrets }) : undefined;
  const files = Object.fromEntries(names.map((name): [string, SecretRef] => [`${SECRETS}/${name}`, credentials!.ref(name)]));
  const endpoints = names.map((name): Endpoint => receivers[name].endpoint());
  const config = configFiles(scope, 'AlertmanagerConfig', {
    'alertmanager.json': JSON.stringify(render(receivers), undefined, 1),
  }, 'name fewer receivers: Alertmanager reads one file, and a webhook can tell many');
  return new Server(scope, 'Alertmanager', {
    kind: ServerKind.STATEFUL_SET,
    image: image ?? imageOf(scope, 'alertmanager'),
    user: 65534,
    // Without an address it looks for no others.
    args: [`--config.file=${CONFIG}/alertmanager.json`, '--storage.path=/alertmanager', '--cluster.listen-address='],
    ports: { http: PORT },
    mounts: [
      { volume: config, path: CONFIG, readOnly: true },
      { volume: new VolumeClaim(scope, 'AlertmanagerData', { size: '1Gi', storageClass }).volume, path: '/alertmanager' },
    ],
    uses: names.length > 0 ? [{ connection: { files, endpoints } }] : [],
    resources: { cpu: '10m', memory: '128Mi' },
    readiness: { httpGet: { path: '/-/ready', port: PORT }, periodSeconds: 5 },
    liveness: { httpGet: { path: '/-/healthy', port: PORT }, periodSeconds: 10 },
  });
}

/** What must hold of the receivers. */
export function receiverChecks(receivers: Record<string, AlertReceiver>): Check[] {
  return Object.entries(receivers).flatMap(([name, receiver]): Check[] => [
    [!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) || name === 'nobody', 'receivers', name, 'it is not a name for a receiver',
      "use lower-case letters, digits and hyphens, and not 'nobody'"],
    ...receiver.checks(name),
  ]);
}

/** Which alerts a receiver is told of, in Alertmanager's words. */
function matchersOf({ severities, teams }: AlertReceiver): string[] {
  const oneOf = (label: string, values: readonly string[]) => `${label}=~"${values.map(value => mapString(value, quoted)).join('|')}"`;
  return [oneOf('severity', severities), ...teams ? [oneOf('team', teams)] : []];
}

/** Text within quotes that a pattern takes as it is. */
function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\\\$&').replaceAll('"', '\\"');
}

/** A receiver of its own for nobody: Alertmanager wants one at the root, and every other gets what its route lets through. */
function render(receivers: Record<string, AlertReceiver>): Record<string, unknown> {
  const entries = Object.entries(receivers);
  return {
    route: {
      receiver: 'nobody',
      group_by: ['alertname', 'job'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
      routes: entries.map(([name, receiver]) => ({ receiver: name, matchers: matchersOf(receiver), continue: true })),
    },
    receivers: [{ name: 'nobody' }, ...entries.map(([name, receiver]) => ({ name, ...receiver.render(`${SECRETS}/${name}`) }))],
  };
}
