import { setTimeout as sleep } from 'timers/promises';
import { Cluster } from './kubeconfig';
import { Objects } from './objects';
import { steps, Stuck, stuck, waitedFor } from './stuck';

/** What a look at the cluster says. */
export interface Seen {
  /** What has not been said before. */
  readonly told: readonly Stuck[];
  /** What is waited for, once nothing has moved for a minute; at most once a minute, when it is something else. */
  readonly waited: readonly string[];
  /** Why nothing can come of waiting further. */
  readonly stop?: Stuck;
}

const MINUTE = 60;

/** Remembers what was said. Seconds come from outside, and only their differences count. */
export class Watch {
  private readonly reached: Set<string>;
  private readonly before: Map<string, string>;
  private readonly told = new Set<string>();
  private since = new Map<string, number>();
  private moved: number;
  private waited = '';
  private waitedAt = -Infinity;

  /** @param before what there was before anything was changed: until the cluster tries again, it stops nothing */
  constructor(before: Objects, now: number) {
    this.reached = new Set(steps(before));
    this.before = new Map(stuck(before).map(found => [keyOf(found), found.attempt]));
    this.moved = now;
  }

  public look(objects: Objects, now: number): Seen {
    const fresh = steps(objects).filter(step => !this.reached.has(step));
    fresh.forEach(step => this.reached.add(step));
    if (fresh.length > 0) this.moved = now;

    const found = stuck(objects);
    this.since = new Map(found.map(each => [keyOf(each), this.since.get(keyOf(each)) ?? now]));
    const lasting = found.filter(each => now - this.since.get(keyOf(each))! >= each.after);
    const told = lasting.filter(each => !this.told.has(keyOf(each)));
    told.forEach(each => this.told.add(keyOf(each)));
    const still = now - this.moved >= MINUTE;
    const stop = lasting.find(each => this.stops(each, still));
    return { told, waited: still && !stop ? this.news(waitedFor(objects), now) : [], stop };
  }

  private stops(found: Stuck, still: boolean): boolean {
    const earlier = this.before.get(keyOf(found));
    if (earlier === undefined) return found.stop === 'now' || (found.stop === 'idle' && still);
    return found.stop !== 'never' && still && earlier !== found.attempt;
  }

  private news(waited: string[], now: number): string[] {
    const text = waited.join('\n');
    if (text === this.waited || now - this.waitedAt < MINUTE) return [];
    this.waited = text;
    this.waitedAt = now;
    return waited;
  }
}

type Watched = Pick<Cluster, 'objects' | 'log'>;

/** Looks every two seconds, and says what it sees, until the signal ends it or nothing can come of waiting; then it returns why. */
export async function observe(
  cluster: Watched, before: Objects, print: (line: string) => void, signal: AbortSignal, everyMs = 2000,
): Promise<Stuck | undefined> {
  const { namespace } = before;
  // Pulumi leaves the line of its dots open.
  const say = (...lines: string[]) => print(`\nquickstart: ${lines.join('\n  ')}`);
  const seconds = () => performance.now() / 1000;
  const watch = new Watch(before, seconds());
  let answered = seconds();
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    try {
      const seen = watch.look(await cluster.objects(namespace), seconds());
      if (signal.aborted) return undefined;
      answered = seconds();
      for (const found of seen.told) say(...await linesOf(found, cluster, namespace));
      if (seen.waited.length > 0) say('nothing has moved for a minute; waited for:', ...seen.waited);
      if (seen.stop) return seen.stop;
    } catch (error) {
      if (seconds() - answered < MINUTE) continue;
      answered = seconds();
      say(`the cluster has not answered for a minute: ${(error as Error).message}`);
    }
  }
  return undefined;
}

/** `pod/name: Reason: what the cluster says`. */
export function headline({ about, reason, message }: Stuck): string {
  return `${about}: ${reason}: ${message}`;
}

async function linesOf(found: Stuck, cluster: Watched, namespace: string): Promise<string[]> {
  const log = found.log ? await cluster.log(namespace, found.log).catch(() => []) : [];
  return [headline(found), `-> ${found.remedy}`, ...log.map(line => `| ${line}`)];
}

function keyOf({ about, reason, remedy }: Stuck): string {
  return [about, reason, remedy].join('\n');
}
