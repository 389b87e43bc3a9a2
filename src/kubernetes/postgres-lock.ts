const RUN = `
import subprocess, sys, time, psycopg2
for attempt in range(60):
    try:
        connection = psycopg2.connect('', connect_timeout=5)
        break
    except psycopg2.OperationalError as error:
        print('waiting:', str(error).strip(), flush=True)
        time.sleep(2)
else:
    sys.exit('gave up after two minutes')
connection.autocommit = True
connection.cursor().execute('SELECT pg_advisory_lock(%s)', (int(sys.argv[1]),))
sys.exit(subprocess.call(sys.argv[2:]))
`.trim();

/**
 * A command that runs another while it holds an advisory lock of a PostgreSQL database: pods that migrate the same schema take
 * turns, and all but the first find it migrated. The image needs Python with psycopg2, and the environment the `PG…` variables.
 *
 * @param lock number of the lock within the database, one for each tool
 */
export function underPostgresLock(lock: number, command: readonly string[]): string[] {
  return ['python3', '-c', RUN, String(lock), ...command];
}
