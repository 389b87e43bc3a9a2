export * from './existing-git-server';
export * from './git-credentials';
export * from './git-repository';
export * from './git-server';
