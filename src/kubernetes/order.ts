import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';

const ORDERED = new WeakSet<IConstruct>();
const FIRST = new WeakMap<IConstruct, Chart>();

/**
 * Puts an app's objects in an order in which `kubectl apply` can make them: every Namespace before what lies in it, in its chart and
 * among the charts, whose files are applied in the order of their names. It does so when the app is synthesized, when all is wired.
 */
export function keepOrder(scope: IConstruct): void {
  const { root } = scope.node;
  if (ORDERED.has(root) || !Construct.isConstruct(root) || !('yamlOutputType' in root)) return;
  ORDERED.add(root);
  const validate = () => {
    order(root as App);
    return [];
  };
  root.node.addValidation({ validate });
}

function order(app: App): void {
  const objects = app.node.findAll().filter(ApiObject.isApiObject).map(construct => ApiObject.of(construct));
  const namespaces = objects.filter(isNamespace);
  for (const namespace of namespaces) {
    const others = objects.filter(object => object.chart === namespace.chart && !isNamespace(object));
    for (const object of others) object.node.addDependency(namespace);
  }
  const makers = new Map(namespaces.map(namespace => [namespace.name, namespace.chart]));
  const needs = new Map<Chart, Set<Chart>>();
  for (const object of objects) {
    const maker = makers.get(object.metadata.namespace ?? '');
    if (!maker || maker === object.chart || isNamespace(object)) continue;
    needs.set(object.chart, (needs.get(object.chart) ?? new Set<Chart>()).add(maker));
  }
  const inFolders = app.yamlOutputType === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
  if (needs.size === 0 && !(inFolders && namespaces.length > 0)) return;
  const sorted = inFolders || FIRST.has(app) ? undefined : sort(needs);
  if (sorted) chain(sorted);
  else namespacesFirst(app, objects, namespaces);
}

/** The charts that need each other, each after what it needs; undefined where they need each other in a circle. */
function sort(needs: ReadonlyMap<Chart, ReadonlySet<Chart>>): Chart[] | undefined {
  const left = new Set([...needs].flatMap(([chart, needed]) => [chart, ...needed]));
  const sorted: Chart[] = [];
  while (left.size > 0) {
    const ready = [...left].filter(chart => ![...needs.get(chart) ?? []].some(needed => left.has(needed)));
    if (ready.length === 0) return undefined;
    for (const chart of ready) left.delete(chart);
    sorted.push(...ready);
  }
  return sorted;
}

/** The last one depends on all others, in order: cdk8s takes a time that multiplies with each further step of dependencies. */
function chain(charts: readonly Chart[]): void {
  charts[charts.length - 1].addDependency(...charts.slice(0, -1));
}

/** The Namespaces move into a chart of their own, on which all others depend. */
function namespacesFirst(app: App, objects: readonly ApiObject[], namespaces: readonly ApiObject[]): void {
  const first = FIRST.get(app) ?? new Chart(app, freeId(app, 'namespaces'));
  FIRST.set(app, first);
  for (const namespace of namespaces.filter(({ chart }) => chart !== first)) {
    new ApiObject(first, namespace.name, namespace.toJson());
    namespace.node.scope!.node.tryRemoveChild(namespace.node.id);
  }
  for (const chart of new Set(objects.map(object => object.chart))) if (chart !== first) chart.addDependency(first);
}

function freeId(app: App, id: string): string {
  return app.node.tryFindChild(id) ? freeId(app, `${id}-first`) : id;
}

function isNamespace({ kind, apiVersion }: ApiObject): boolean {
  return kind === 'Namespace' && apiVersion === 'v1';
}
