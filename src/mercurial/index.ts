export * from './mercurial-auth';
export * from './mercurial-credentials';
export * from './mercurial-repository';
export * from './mercurial-server';
