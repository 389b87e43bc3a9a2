export * from './git-credentials';
export * from './git-repository';
