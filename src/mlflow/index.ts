export * from './artifact-access';
export * from './backend-store';
export * from './existing-tracking-server';
export * from './mlflow-auth';
export * from './mlflow-server';
