import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { DependencyOrder } from './dependency-order';
import { Manifest } from './manifest';

/**
 * The manifests of a construct and all that is below it, in the order in which cdk8s would write them. Writes no file.
 *
 * Takes an App, a Chart or any construct in one. Costs time in proportion to the number of constructs; `Testing.synth` of cdk8s
 * prepares the whole app once for every chart.
 *
 * ```ts
 * const manifests = synth(app);
 * expect(synth(platform.mlflow)).toMatchSnapshot();
 * ```
 *
 * @param construct what to synthesize
 * @throws when a construct's own validation fails, or dependencies form a cycle
 */
export function synth(construct: IConstruct): Manifest[] {
  validate(construct.node.findAll());
  // What is found now: an app puts its objects in order when it is validated.
  const wanted = new Set(construct.node.findAll());
  const objects = [...wanted].filter((each) => ApiObject.isApiObject(each));
  const charts = new Set(objects.map((object) => Chart.of(object)));
  const order = new DependencyOrder(construct.node.root);
  return order.below(construct.node.root).filter((each) => charts.has(each as Chart)).flatMap((chart) => order.below(chart)
    .filter((each) => ApiObject.isApiObject(each))
    .filter((object) => wanted.has(object) && Chart.of(object) === chart)
    .map((object) => object.toJson() as Manifest));
}

function validate(constructs: Iterable<IConstruct>): void {
  const errors = [...constructs].flatMap((each) => each.node.validate().map((error) => `[${each.node.path}] ${error}`));
  if (errors.length > 0) throw new Error(`validation failed:\n  ${errors.join('\n  ')}`);
}
