import * as core from '..';
import { component } from './component';

/** `AzureBucket` as a Pulumi component. */
export class AzureBucket extends component('AzureBucket', core.AzureBucket) {}
/** `Bucket` as a Pulumi component. */
export class Bucket extends component('Bucket', core.Bucket) {}
/** `Credentials` as a Pulumi component. */
export class Credentials extends component('Credentials', core.Credentials) {}
/** `Database` as a Pulumi component. */
export class Database extends component('Database', core.Database) {}
/** `ExistingBucket` as a Pulumi component. */
export class ExistingBucket extends component('ExistingBucket', core.ExistingBucket) {}
/** `GcsBucket` as a Pulumi component. */
export class GcsBucket extends component('GcsBucket', core.GcsBucket) {}
/** `MlflowServer` as a Pulumi component. */
export class MlflowServer extends component('MlflowServer', core.MlflowServer) {}
/** `Namespace` as a Pulumi component. */
export class Namespace extends component('Namespace', core.Namespace) {}
/** `Platform` as a Pulumi component. */
export class Platform extends component('Platform', core.Platform) {}
/** `Postgres` as a Pulumi component. */
export class Postgres extends component('Postgres', core.Postgres) {}
/** `PostgresDatabase` as a Pulumi component. */
export class PostgresDatabase extends component('PostgresDatabase', core.PostgresDatabase) {}
/** `Route` as a Pulumi component. */
export class Route extends component('Route', core.Route) {}
/** `Server` as a Pulumi component. */
export class Server extends component('Server', core.Server) {}
/** `Task` as a Pulumi component. */
export class Task extends component('Task', core.Task) {}
/** `Valkey` as a Pulumi component. */
export class Valkey extends component('Valkey', core.Valkey) {}
/** `VersityGateway` as a Pulumi component. */
export class VersityGateway extends component('VersityGateway', core.VersityGateway) {}
/** `VolumeClaim` as a Pulumi component. */
export class VolumeClaim extends component('VolumeClaim', core.VolumeClaim) {}
