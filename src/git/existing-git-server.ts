import { Construct } from 'constructs';
import {
  check, Connection, Endpoint, host as isHost, IRepositoryServer, port as isPort, RepositoryRef, required, SecretRef, SecretValue,
  unbracketed, urlOf, valid, VALIDATORS, validKeys, validValues, VersionControl,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { Credentials } from '../kubernetes';

/** Properties for `ExistingGitServer`. */
export interface ExistingGitServerProps {
  /** Host name of the server's Service within the cluster, such as `forgejo.tools.svc`. */
  readonly host: string;
  /**
   * Port of the Service.
   *
   * @default 80, and 443 for https
   */
  readonly port?: number;
  /**
   * Scheme: `http` or `https`.
   *
   * @default 'http'
   */
  readonly scheme?: string;
  /** Namespace of the server's pods. */
  readonly namespace: string;
  /** Labels that select the server's pods, for network policies. */
  readonly podLabels: Record<string, string>;
  /**
   * Port that the pods listen on.
   *
   * @default that of the Service
   */
  readonly podPort?: number;
  /**
   * Who reads its repositories. Needs `password`.
   *
   * @default anybody
   */
  readonly username?: string;
  /**
   * Password or token of `username`.
   *
   * @default none
   */
  readonly password?: SecretValue;
}

/** A Git server over HTTP that runs in the cluster already, such as Forgejo, Gitea or GitLab. */
export class ExistingGitServer extends Construct implements IRepositoryServer {
  public readonly url: string;
  public readonly connection: Connection;
  private readonly _endpoint: Endpoint;
  private readonly _reader: { readonly username?: string; readonly password?: SecretRef };

  constructor(scope: Construct, id: string, props: ExistingGitServerProps) {
    super(scope, id);
    const shape = propChecks(this, 'ExistingGitServerProps', props);
    const { host, scheme = 'http', namespace, podLabels = {}, username, password } = props;
    const { port = scheme === 'https' ? 443 : 80, podPort = port } = props;
    check(this, [
      ...shape, valid(VALIDATORS.dnsLabel, 'namespace', namespace), ...validKeys(VALIDATORS.labelKey, 'podLabels', podLabels),
      ...validValues(VALIDATORS.labelValue, 'podLabels', podLabels),
      required('host', host), required('namespace', namespace), isHost('host', host), isPort('port', port), isPort('podPort', podPort),
      [text => !/^https?$/.test(String(text)), 'scheme', scheme, 'it is neither http nor https', "write 'http' or 'https'"],
      [Object.keys(podLabels).length === 0, 'podLabels', podLabels, 'network policies cannot find its pods', "pass their labels, such as { app: 'forgejo' }"],
      [username !== undefined && !password, 'password', undefined, 'a user alone opens nothing', 'pass password: SecretValue.fromSecret(…), or leave username out'],
      [password !== undefined && username === undefined, 'username', undefined, 'a password alone opens nothing', 'pass username too'],
    ]);
    this._endpoint = { scheme, host: unbracketed(host), port, pods: { name: host.split('.')[0], namespace, labels: podLabels, port: podPort } };
    this._reader = password ? { username, password: new Credentials(this, 'Credentials', { values: { password } }).ref('password') } : {};
    this.url = urlOf(this._endpoint);
    this.connection = { endpoints: [this._endpoint] };
  }

  /** One of its repositories, by the path after the host, such as `team/dags.git`. */
  public repository(name: string): RepositoryRef {
    check(this, [[text => !/^[\w.-]+(\/[\w.-]+)*$/.test(String(text)), 'name', name, 'it is not the path of a repository', "write it as 'team/dags.git'"]]);
    return { system: VersionControl.GIT, url: `${this.url}/${name}`, endpoint: this._endpoint, ...this._reader };
  }
}
