import { LOGS, LOGS_MI } from './directories';
import { Mount, NamedContainerProps } from '../kubernetes';

const DONE = '/tmp/log-groomer';

/** Days that logs stay. */
const DAYS = 14;

/** Where logs have no volume of their own the pod goes when they outgrow theirs: the oldest go before. */
const MOST_MI = LOGS_MI * 3 / 4;

const SHRINK = `
  while [ "$(du -sm ${LOGS} | cut -f1)" -gt ${MOST_MI} ]; do
    find ${LOGS} -type f -printf '%T@ %p\\0' | sort -zn | head -zn 20 | cut -zd' ' -f2- | xargs -0r rm -f -- || break
    [ -n "$(find ${LOGS} -type f -print -quit)" ] || break
  done`;

/**
 * Removes logs of more than two weeks, which nobody else does; and the oldest of those on an empty volume, before it is full. It counts
 * as alive while it comes round.
 */
export function logGroomer(image: string, mounts: readonly Mount[]): NamedContainerProps {
  const seen = mounts.filter(({ path }) => path === LOGS || path === '/tmp');
  const short = seen.some(({ path, volume }) => path === LOGS && 'emptyDir' in volume.source);
  const script = `
trap 'exit 0' TERM
while :; do
  find ${LOGS} -type f -mtime +${DAYS} -delete
  find ${LOGS} -mindepth 1 -type d -empty -delete${short ? SHRINK : ''}
  touch ${DONE}
  sleep 900 & wait $!
done
`.trim();
  return {
    name: 'log-groomer',
    image,
    command: ['bash', '-c', script],
    mounts: seen,
    resources: { cpu: '10m', memory: '32Mi' },
    liveness: { exec: { command: ['bash', '-c', `[ -n "$(find ${DONE} -mmin -60)" ]`] }, periodSeconds: 600, timeoutSeconds: 10, failureThreshold: 3 },
  };
}
