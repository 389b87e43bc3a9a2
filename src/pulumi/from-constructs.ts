import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { plan } from './component';
import { ComponentOptions, resourceOptions } from './component-options';
import { ConstructError } from '../core/construct-error';
import { isPromise } from '../core/deferred';

/**
 * Deploys any constructs of cdk8s, other people's too, as Pulumi resources.
 *
 * @param name the component's name in Pulumi, and the first part of the objects' names in Kubernetes
 * @param make makes the constructs in the chart that it is given; Outputs go in whole or, as part of text, with `asString`
 * @param opts options of the component
 * @throws whatever `make` throws, and ConstructError when it gives a promise; nothing is registered then
 */
export function fromConstructs(name: string, make: (scope: Chart) => void, opts: ComponentOptions = {}): pulumi.ComponentResource {
  return new ConstructTree(name, make, opts);
}

const TYPE = 'mlops-constructs:index:Constructs';

class ConstructTree extends pulumi.ComponentResource {
  constructor(name: string, make: (scope: Chart) => void, opts: ComponentOptions) {
    const deployment = plan({ type: TYPE, name }, {}, opts, chart => {
      const made: unknown = make(chart);
      if (isPromise(made)) {
        // Nobody will look at it any more, and what it throws would end the program with another error.
        made.then(undefined, () => {});
        throw new ConstructError(chart, ['make gives a promise, so that its constructs would come too late: '
          + 'await what it needs before fromConstructs, or pass it as an Output with asString']);
      }
      return chart;
    });
    super(TYPE, name, {}, resourceOptions(opts, deployment.checked));
    deployment.deploy(this, name);
  }
}
