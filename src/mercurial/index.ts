export * from './mercurial-access';
export * from './mercurial-credentials';
export * from './mercurial-repository';
export * from './mercurial-server';
