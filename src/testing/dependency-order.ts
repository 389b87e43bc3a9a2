import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';

/**
 * The order that cdk8s' `App` and `DependencyGraph` arrive at, found without adding a dependency to the tree and without following
 * any dependency twice.
 */
export class DependencyOrder {
  /** What a construct says itself; for charts also what cdk8s infers for them. */
  private readonly own = new Map<IConstruct, Set<IConstruct>>();

  constructor(root: IConstruct) {
    const all = root.node.findAll();
    for (const each of all) {
      if (each.node.dependencies.length > 0) this.of(each, each.node.dependencies);
    }
    for (const chart of all.filter((each) => Chart.isChart(each))) {
      const nested = chart.node.children.filter((child) => Chart.isChart(child));
      if (nested.length > 0) this.of(chart, nested);
    }
    for (const source of all.filter((each) => this.own.has(each))) {
      for (const target of this.of(source)) {
        const [from, to] = [Chart.of(source), Chart.of(target)];
        if (from !== to) this.of(from, [to]);
      }
    }
  }

  /** The scope and all that is below it, dependencies first. */
  public below(scope: IConstruct): IConstruct[] {
    const vertices = scope.node.findAll();
    const inside = new Set(vertices);
    const groups = this.groups(vertices);
    const state = new Map<IConstruct | object, 'open' | 'done'>();
    const route: IConstruct[] = [];
    const result: IConstruct[] = [];

    const visit = (vertex: IConstruct): void => {
      if (state.get(vertex) === 'done') return;
      route.push(vertex);
      if (state.get(vertex) === 'open') throw new Error(`dependency cycle: ${route.map((each) => each.node.path).join(' => ')}`);
      state.set(vertex, 'open');
      for (const target of this.own.get(vertex) ?? []) {
        if (inside.has(target)) visit(target);
      }
      for (const group of groups.of(vertex)) {
        if (state.get(group) === 'done') continue;
        for (const target of group) if (target !== vertex) visit(target);
        if (!group.includes(vertex)) state.set(group, 'done');
      }
      state.set(vertex, 'done');
      route.pop();
      result.push(vertex);
    };

    const dependedOn = new Set([...vertices.flatMap((each) => [...this.own.get(each) ?? []]), ...groups.targets]);
    for (const vertex of vertices) if (!dependedOn.has(vertex)) visit(vertex);
    // Whatever is left is part of a cycle, or only reached through one.
    for (const vertex of vertices) visit(vertex);
    return result;
  }

  private of(source: IConstruct, add: readonly IConstruct[] = []): Set<IConstruct> {
    const targets = this.own.get(source) ?? new Set();
    for (const target of add) targets.add(target);
    this.own.set(source, targets);
    return targets;
  }

  /** A dependency between constructs means one between each object of the one and each object of the other. */
  private groups(vertices: readonly IConstruct[]): Groups {
    const inside = new Set(vertices);
    const members = new Map<IConstruct, IConstruct[]>();
    const membersOf = (target: IConstruct): IConstruct[] => {
      if (!members.has(target)) {
        const chart = Chart.of(target);
        members.set(target, target.node.findAll().filter((each) => isObject(each) && inside.has(each) && Chart.of(each) === chart));
      }
      return members.get(target)!;
    };
    const inherited = new Map<IConstruct, IConstruct[][]>();
    const collect = (each: IConstruct): IConstruct[][] => {
      if (!inherited.has(each)) {
        const above = each.node.scope && !Chart.isChart(each) ? collect(each.node.scope) : [];
        const here = [...this.own.get(each) ?? []].map(membersOf).filter((group) => group.length > 0);
        inherited.set(each, here.length > 0 ? [...above, ...here] : above);
      }
      return inherited.get(each)!;
    };
    const of = (vertex: IConstruct) => isObject(vertex) ? collect(vertex) : [];
    const targets = new Set<IConstruct>();
    for (const group of new Set(vertices.filter(isObject).flatMap(of))) {
      for (const target of group) targets.add(target);
    }
    return { of, targets };
  }
}

/** The objects that an object depends on because of what the constructs around it depend on. */
interface Groups {
  readonly targets: ReadonlySet<IConstruct>;
  of(vertex: IConstruct): IConstruct[][];
}

function isObject(construct: IConstruct): boolean {
  return ApiObject.isApiObject(construct);
}
