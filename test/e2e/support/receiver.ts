import { Construct } from 'constructs';
import { CLIENT_IMAGE, Place, script } from './kubectl';
import { AlertReceiver, SecretValue, Server, Severity, urlOf } from 'mlops-constructs';

const SECRET = 'hook';

/** A server that prints what Alertmanager tells it. */
export class Receiver {
  /** It as a receiver; of all alerts unless severities are named. */
  public readonly receiver: AlertReceiver;
  private readonly server: Server;

  constructor(scope: Construct, private readonly place: Place, severities?: readonly Severity[]) {
    this.server = new Server(scope, 'Hook', {
      image: CLIENT_IMAGE,
      command: ['python3', '-c', script('receiver.py')],
      ports: { http: 8080 },
      resources: { cpu: '10m', memory: '64Mi' },
      readiness: { tcpSocket: { port: 8080 } },
      liveness: { tcpSocket: { port: 8080 } },
    });
    this.receiver = AlertReceiver.webhook(SecretValue.fromSecret(SECRET, 'url'), { endpoint: this.server.endpoint('http'), severities });
  }

  /** Makes the Secret with its address. */
  public async create(): Promise<void> {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: SECRET }, stringData: { url: urlOf(this.server.endpoint('http')) } };
    await this.place.kubectl(['create', '-f', '-'], JSON.stringify(secret));
  }

  /** Whether it was told this, such as 'firing MlflowDown critical'. */
  public async told(line: string): Promise<boolean> {
    const log = await this.place.kubectl(['logs', '-l', `app.kubernetes.io/instance=${this.server.name}`, '--tail=-1']);
    return log.split('\n').includes(line);
  }
}
