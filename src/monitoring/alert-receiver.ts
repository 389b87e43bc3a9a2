import { asText, Check, Endpoint, host, hostAndPort, knownSecret, port, required, SecretValue, Severity, valid, VALIDATORS } from '../core';
import { valueClass } from '../core/value-class';

/** Options of every receiver. */
export interface ReceiverOptions {
  /**
   * The urgencies that it is told of.
   *
   * @default all
   */
  readonly severities?: readonly Severity[];
  /**
   * The teams whose alerts it is told of: those that `Settings`, or a target, names.
   *
   * @default all, and those of nobody in particular
   */
  readonly teams?: readonly string[];
}

/** Options for `AlertReceiver.webhook`. */
export interface WebhookOptions extends ReceiverOptions {
  /**
   * What the address leads to, for the network path.
   *
   * @default any address outside, at port 443
   */
  readonly endpoint?: Endpoint;
}

/** Options for `AlertReceiver.slack`. */
export interface SlackOptions extends ReceiverOptions {
  /**
   * Channel, such as `#alerts`.
   *
   * @default that of the webhook
   */
  readonly channel?: string;
}

/** Options for `AlertReceiver.email`. */
export interface EmailOptions extends ReceiverOptions {
  /** Who gets the mail. */
  readonly to: string;
  /** Who it comes from. */
  readonly from: string;
  /** Host of the mail server. */
  readonly smtpHost: string;
  /**
   * Port of the mail server, which must speak STARTTLS, or TLS on 465.
   *
   * @default 587
   */
  readonly smtpPort?: number;
  /**
   * User of the mail server.
   *
   * @default `from`
   */
  readonly username?: string;
  /**
   * Where the mail server is, for the network path.
   *
   * @default any address outside, at that port
   */
  readonly endpoint?: Endpoint;
}

/** Who is told of alerts, and how. Addresses with a secret in them, and passwords, lie in Secrets. */
export abstract class AlertReceiver {
  static { valueClass(this, 'AlertReceiver'); }

  /** An HTTP address that takes Alertmanager's own JSON; the whole address is the secret. */
  public static webhook(url: SecretValue, options: WebhookOptions = {}): AlertReceiver {
    return new WebhookReceiver(url, options);
  }

  /** A channel of Slack, by the address of an incoming webhook, which is the secret. */
  public static slack(url: SecretValue, options: SlackOptions = {}): AlertReceiver {
    return new SlackReceiver(url, options);
  }

  /** Mail; the password of the mail server's user is the secret. */
  public static email(password: SecretValue, options: EmailOptions): AlertReceiver {
    return new EmailReceiver(password, options);
  }

  /** The urgencies that it is told of. */
  public readonly severities: readonly Severity[];
  /** The teams whose alerts it is told of; undefined for all alerts. */
  public readonly teams?: readonly string[];

  protected constructor(
    /** Its secret. */
    public readonly secret: SecretValue,
    options: ReceiverOptions,
  ) {
    this.severities = options.severities ?? Object.values(Severity);
    this.teams = options.teams;
  }

  /** What Alertmanager must reach. Pure. */
  public abstract endpoint(): Endpoint;

  /** Alertmanager's own words for it, given the file that holds the secret. Pure. */
  public abstract render(secretFile: string): Record<string, unknown>;

  /** What must hold for it. */
  public checks(name: string): Check[] {
    const prop = `receivers.${name}`;
    return [
      ...knownSecret(prop, this.secret),
      [this.severities.length === 0, `${prop}.severities`, this.severities, 'it would be told of nothing', 'name one, or leave it out'],
      [this.teams?.length === 0, `${prop}.teams`, this.teams, 'it would be told of nothing', 'name one, or leave it out'],
    ];
  }
}

class WebhookReceiver extends AlertReceiver {
  constructor(secret: SecretValue, private readonly options: WebhookOptions) { super(secret, options); }

  public endpoint(): Endpoint {
    return this.options.endpoint ?? { scheme: 'https', host: '', port: 443 };
  }

  public render(secretFile: string): Record<string, unknown> {
    return { webhook_configs: [{ url_file: secretFile }] };
  }
}

class SlackReceiver extends AlertReceiver {
  constructor(secret: SecretValue, private readonly options: SlackOptions) { super(secret, options); }

  public endpoint(): Endpoint {
    return { scheme: 'https', host: 'hooks.slack.com', port: 443 };
  }

  public render(secretFile: string): Record<string, unknown> {
    return { slack_configs: [{ api_url_file: secretFile, send_resolved: true, channel: this.options.channel }] };
  }
}

class EmailReceiver extends AlertReceiver {
  constructor(secret: SecretValue, private readonly options: EmailOptions) { super(secret, options); }

  public endpoint(): Endpoint {
    const { endpoint, smtpHost, smtpPort = 587 } = this.options;
    return endpoint ?? { scheme: 'smtp', host: smtpHost, port: smtpPort };
  }

  public render(secretFile: string): Record<string, unknown> {
    const { to, from, smtpHost, smtpPort = 587, username = from } = this.options;
    const smarthost = hostAndPort(smtpHost, asText(smtpPort));
    return { email_configs: [{ to, from, smarthost, send_resolved: true, auth_username: username, auth_password_file: secretFile }] };
  }

  public override checks(name: string): Check[] {
    const { to, from, smtpHost, smtpPort } = this.options;
    const prop = `receivers.${name}`;
    return [
      ...super.checks(name), required(`${prop}.smtpHost`, smtpHost), host(`${prop}.smtpHost`, smtpHost), port(`${prop}.smtpPort`, smtpPort),
      required(`${prop}.to`, to), valid(VALIDATORS.email, `${prop}.to`, to), required(`${prop}.from`, from), valid(VALIDATORS.email, `${prop}.from`, from),
    ];
  }
}
