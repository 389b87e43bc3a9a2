export * from './git-credentials';
export { GitRemote } from './git-remote';
export * from './git-repository';
