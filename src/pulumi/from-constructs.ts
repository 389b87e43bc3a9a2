import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { plan } from './component';
import { ComponentOptions, resourceOptions } from './component-options';

/**
 * Deploys any constructs of cdk8s, other people's too, as Pulumi resources.
 *
 * @param name the component's name in Pulumi, and the first part of the objects' names in Kubernetes
 * @param make makes the constructs in the chart that it is given; Outputs go in whole or, as part of text, with `asString`
 * @param opts options of the component
 * @throws whatever `make` throws; nothing is registered then
 */
export function fromConstructs(name: string, make: (scope: Chart) => void, opts: ComponentOptions = {}): pulumi.ComponentResource {
  return new ConstructTree(name, make, opts);
}

class ConstructTree extends pulumi.ComponentResource {
  constructor(name: string, make: (scope: Chart) => void, opts: ComponentOptions) {
    const deployment = plan(name, {}, opts, chart => {
      make(chart);
      return chart;
    });
    super('mlops-constructs:index:Constructs', name, {}, resourceOptions(opts, deployment.checked));
    deployment.deploy(this, name);
  }
}
