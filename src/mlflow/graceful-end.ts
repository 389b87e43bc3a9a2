/**
 * Shell: runs a command in such a way that its processes end by themselves when the pod does. MLflow's command starts the server and, as
 * the first process of a container, never hears that it should end; all would be killed amid their answers once the time is up. The
 * number of the process is in braces, since Kubernetes takes two dollars for one.
 */
const GRACEFUL = `
[ \${$} = 1 ] || exec "$@"
trap : TERM
"$@" &
wait $!
code=$?
kill -s TERM -- -1 2>/dev/null
while kill -s 0 -- -1 2>/dev/null; do sleep 0.2; done
exit $code`.trim();

/** The command, whose processes are told to end, and are waited for. */
export function endingGracefully(command: readonly string[]): readonly string[] {
  return ['sh', '-c', GRACEFUL, 'server', ...command];
}
