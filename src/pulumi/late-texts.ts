import * as pulumi from '@pulumi/pulumi';
import { IConstruct } from 'constructs';
import { isText } from './detokenise';
import { Tree } from './tree';
import { Check } from '../core/construct-error';
import { hasToken, holdsToken, isNothing, originsOf } from '../core/tokens';

/** A value that comes later, and where it stands. */
export interface LateText {
  /** Path of the prop, or of the field of a manifest. */
  readonly at: string;
  /** The value, with tokens in it. */
  readonly text: unknown;
  /** Whether nothing but text, numbers and booleans can stand there. */
  readonly simple?: boolean;
}

/** What is known of an Output: it may be there and still hold nothing. */
type Known = 'nothing' | 'object' | 'simple' | 'unknown';

const NOTHING = ['it has no value', 'see that there is an output of that name, or write output.apply(value => value ?? …) with what is to stand for it'] as const;
const OBJECT = ['it is neither text nor a number nor a boolean', 'pick the part that is meant, or make text of it, in output.apply'] as const;

/** The texts that come later, by the construct of a tree that has something to say of them: its props, and its manifest. */
export function givenTo(tree: Tree, props: readonly LateText[]): ReadonlyMap<IConstruct, readonly LateText[]> {
  const texts = new Map<IConstruct, readonly LateText[]>([[tree.root, props]]);
  for (const { object, manifest } of tree.objects) texts.set(object, [...texts.get(object) ?? [], ...textsIn(manifest, [])]);
  return texts;
}

/** Says what is wrong with Outputs whatever they are for. Each is waited for once. */
export class LateTexts {
  private readonly known = new Map<unknown, Promise<Known>>();
  private readonly told = new Set<unknown>();

  /** What is wrong with a value, once it is known; undefined of one that can be used, and of one that a preview does not know. */
  public async finding(text: LateText): Promise<Check | undefined> {
    const { origins, reason } = await this.reason(text);
    origins.forEach(origin => this.told.add(origin));
    return reason && [true, text.at, text.text, ...reason];
  }

  /** The same, unless it was said already of what the value is made of. */
  public async another(text: LateText): Promise<Check | undefined> {
    const { origins } = await this.reason(text);
    return origins.every(origin => this.told.has(origin)) ? undefined : this.finding(text);
  }

  /** Whether something is wrong with one of several values. */
  public async breaks(texts: readonly LateText[]): Promise<boolean> {
    return (await Promise.all(texts.map(text => this.reason(text)))).some(({ reason }) => reason !== undefined);
  }

  private async reason({ text, simple = false }: LateText): Promise<{ origins: unknown[]; reason?: readonly [string, string] }> {
    const known = await Promise.all(originsIn(text).map(async origin => ({ origin, known: await this.knownOf(origin) })));
    for (const [kind, reason] of [['nothing', NOTHING], ['object', OBJECT]] as const) {
      const origins = known.filter(one => one.known === kind && (simple || kind === 'nothing')).map(({ origin }) => origin);
      if (origins.length > 0) return { origins, reason };
    }
    return { origins: [] };
  }

  private knownOf(origin: unknown): Promise<Known> {
    if (!this.known.has(origin)) this.known.set(origin, knownOf(origin));
    return this.known.get(origin)!;
  }
}

async function knownOf(origin: unknown): Promise<Known> {
  let known: Known = 'unknown';
  const seen = (pulumi.output(origin) as pulumi.Output<unknown>).apply(value => {
    known = isNothing(value) ? 'nothing' : typeof value === 'object' ? 'object' : 'simple';
  });
  // Settles after the function has run, and also where it does not because the value is unknown.
  await pulumi.isSecret(seen);
  return known;
}

function originsIn(value: unknown): unknown[] {
  if (typeof value === 'string') return originsOf(value);
  return holdsToken(value) ? Object.values(value as object).flatMap(originsIn) : [];
}

function textsIn(value: unknown, path: readonly string[]): LateText[] {
  if (typeof value === 'string') return hasToken(value) ? [{ at: path.join('.'), text: value, simple: isText(path) }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => textsIn(field, [...path, key]));
}
