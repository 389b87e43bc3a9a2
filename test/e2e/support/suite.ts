import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { kubectl, Place } from './kubectl';
import { TestStack } from './stack';
import { Times } from './times';
import { Profile, Settings, SettingsProps } from 'mlops-constructs';

/** How a suite's manifests are written. */
export interface SynthOptions {
  /**
   * Settings of the chart.
   *
   * @default the profile `local`
   */
  readonly settings?: SettingsProps;
  /**
   * Directory below the suite's.
   *
   * @default the suite's own
   */
  readonly directory?: string;
}

/**
 * The frame of a suite: a namespace that is gone before it and after it, a directory for what it writes, and the times of its
 * steps, which are printed at its end.
 */
export class Suite {
  public readonly place: Place;
  public readonly times: Times;
  /** Where it writes; gone at its end. */
  public readonly directory = mkdtempSync(join(tmpdir(), 'mlops-e2e-'));
  private readonly stacks: TestStack[] = [];

  /** In a namespace, with more that come and go as it does. */
  constructor(title: string, namespace: string, ...others: Place[]) {
    this.place = new Place(namespace);
    this.times = new Times(title);
    const clean = async () => {
      for (const place of [this.place, ...others]) await place.delete();
    };
    beforeAll(clean);
    afterAll(async () => {
      try {
        for (const stack of this.stacks) await stack.clear();
        await clean();
      } finally {
        rmSync(this.directory, { recursive: true, force: true });
        this.times.print();
      }
    });
  }

  /** A Pulumi stack of an inline program, whose resources go at the end. */
  public stack(name: string, program: () => void): TestStack {
    const stack = new TestStack(name, program, this.directory);
    this.stacks.push(stack);
    return stack;
  }

  /** Writes the manifests of a chart `ml` in the suite's namespace; gives what `make` gives. */
  public synth<T>(make: (ml: Chart) => T, { settings, directory = '' }: SynthOptions = {}): T {
    const app = new App({ outdir: join(this.directory, directory) });
    const ml = new Chart(app, 'ml', { namespace: this.place.namespace });
    Settings.set(ml, { profile: Profile.local(), ...settings });
    const made = make(ml);
    app.synth();
    return made;
  }

  /** Applies what stands in the suite's directory, or in one below it. */
  public apply(directory = ''): Promise<string> {
    return kubectl(['apply', '--validate=strict', '-f', join(this.directory, directory)]);
  }

  /** Applies for the first time, and waits until every server has all its pods. */
  public async comesUp(directory?: string): Promise<void> {
    await this.times.of('first apply', () => this.apply(directory));
    await this.times.of('all ready after that', () => this.place.ready());
  }
}
