import { IConstruct } from 'constructs';
import { ArtifactAccess } from './artifact-access';
import { MlflowAuth } from './mlflow-auth';
import type { MlflowServerProps } from './mlflow-server';
import { atLeast, byteSize, Check, cron, valid, VALIDATORS } from '../core';
import { ALEMBIC, tableChecks } from '../kubernetes';

const BOTH_STORES = 'pass a PostgresDatabase as backendStore and a Bucket as artifactStore';

/** What must hold for a server, beside the shape of its props and what its way of signing in asks for. */
export function mlflowChecks(scope: IConstruct, props: MlflowServerProps, auth: MlflowAuth): Check[] {
  const { backendStore, artifactStore, artifactAccess, replicas, volumeMetrics, garbageCollection, route } = props;
  const several = (count: unknown) => Number(count) > 1;
  return [
    atLeast('replicas', replicas, 0), atLeast('workers', props.workers, 1),
    ...byteSize('volumeSize', props.volumeSize), valid(VALIDATORS.className, 'storageClass', props.storageClass),
    ...byteSize('temporarySize', props.temporarySize),
    ...cron('garbageCollection.schedule', garbageCollection?.schedule),
    [!backendStore && several, 'replicas', replicas, 'the backend store is SQLite and lives in one pod',
      `${BOTH_STORES}, or keep one replica`],
    [backendStore !== undefined && !artifactStore && several, 'replicas', replicas, 'the artifacts lie on a volume that one pod mounts',
      'pass a Bucket as artifactStore, or keep one replica'],
    [backendStore !== undefined && !artifactStore, 'artifactStore', undefined,
      'the database is remote and the artifacts would lie in the pod',
      'pass a Bucket as artifactStore, or leave backendStore out too'],
    ...tableChecks(scope, 'backendStore', backendStore, { tool: 'MLflow', history: ALEMBIC }),
    [artifactAccess === ArtifactAccess.DIRECT && !artifactStore, 'artifactAccess', artifactAccess,
      "clients cannot reach a pod's own volume",
      'pass a Bucket as artifactStore, or use ArtifactAccess.PROXIED'],
    [garbageCollection !== undefined && !backendStore, 'garbageCollection', undefined,
      "SQLite lives in the server's pod, where no other can clean up", `${BOTH_STORES}, or leave garbageCollection out`],
    [volumeMetrics === true && backendStore !== undefined && artifactStore !== undefined, 'volumeMetrics', true,
      'the server has no volume: both stores lie elsewhere', 'leave it out, and switch on the metrics of the stores'],
    [age => !/^(\d+[dhms])+$/.test(String(age)), 'garbageCollection.olderThan', garbageCollection?.olderThan, 'it is not an age',
      "write it as '30d' or '12h'"],
    [route !== undefined && !auth.guardsRoutes, 'route', undefined, 'whoever reaches it could read and delete everything',
      'pass auth: MlflowAuth.basic(), or MlflowAuth.proxied() where a sign-on stands in front'],
  ];
}
