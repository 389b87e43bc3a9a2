export { ArtifactAccess } from './artifact-access';
export * from './existing-tracking-server';
export * from './mlflow-auth';
export * from './mlflow-server';
