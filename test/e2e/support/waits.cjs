'use strict';

/**
 * Deploys one server as the quickstart deploys its platform, and watches it: node waits.cjs <home> <namespace> <image>. In a process of
 * its own, since the client of Kubernetes is an ES module.
 */
const path = require('node:path');

const root = path.join(__dirname, '../../..');
require('ts-node').register({ transpileOnly: true, project: path.join(root, 'tsconfig.dev.json') });
const { PulumiCommand } = require('@pulumi/pulumi/automation');
const k8s = require('@pulumi/kubernetes');
const { Deployment } = require('../../../examples/quickstart/deploy');
const { currentCluster } = require('../../../examples/quickstart/kubeconfig');
const { observe } = require('../../../examples/quickstart/watch');

const [home, namespace, image] = process.argv.slice(2);
const labels = { app: 'web' };

async function program() {
  new k8s.apps.v1.Deployment('web', {
    metadata: { name: 'web', namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          securityContext: { runAsNonRoot: true, runAsUser: 10002, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [{
            name: 'main',
            image,
            resources: { limits: { memory: '64Mi' } },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          }],
        },
      },
    },
  });
}

async function main() {
  const cluster = await currentCluster(() => import('@kubernetes/client-node'), process.env);
  const deployment = new Deployment({ home, cluster: 'e2e', namespace, cli: await PulumiCommand.get(), program });
  const before = await cluster.objects(namespace);
  await deployment.up(false, ends => observe(cluster, before, console.log, ends));
}

// Pulumi ends by itself when the group is interrupted, and is waited for.
process.on('SIGINT', () => {});
main().then(() => process.exit(0), error => {
  console.error(`quickstart: ${error.message}`);
  process.exit(1);
});
