import { Construct } from 'constructs';
import { NamedContainerProps } from './container';
import { imageOf } from './settings';

/** How long a pod waits for the others before its start counts as failed, and begins anew. */
const PATIENCE_SECONDS = 600;

/**
 * Python: waits until all pods of the Job have an address, and says whom it waits for. A pod has its address as soon as it has a place on
 * a node, and the headless Service publishes it at once.
 */
const SCRIPT = `
import os, socket, sys, time

name, domain, replicas = os.environ["JOB_NAME"], os.environ["JOB_DOMAIN"], int(os.environ["JOB_REPLICAS"])
deadline = time.monotonic() + float(os.environ["PATIENCE_SECONDS"])
missing, told = [f"{name}-{index}.{domain}" for index in range(replicas)], None

def resolves(host):
    try:
        return bool(socket.getaddrinfo(host, None))
    except OSError:
        return False

while True:
    missing = [host for host in missing if not resolves(host)]
    if not missing:
        sys.exit(0)
    if missing != told:
        print(f"waits for {len(missing)} of {replicas}: {', '.join(missing[:10])}", flush=True)
        told = missing
    if time.monotonic() > deadline:
        sys.exit("they have no address: are there enough nodes, quota and room for all pods at once?")
    time.sleep(1)
`;

/** The init container in which the pods of a Job wait for each other; it needs no shell in their own image. */
export function startTogether(scope: Construct, env: NamedContainerProps['env']): NamedContainerProps {
  return {
    name: 'start-together',
    image: imageOf(scope, 'python'),
    command: ['python3', '-c', SCRIPT],
    env: { ...env, PATIENCE_SECONDS: String(PATIENCE_SECONDS) },
    resources: { cpu: '10m', memory: '64Mi' },
  };
}
