import { Mount, Volume } from './volume';

const TMP = '/tmp';
/** Enough for caches and locks; what needs more mounts something of its own at `/tmp`. */
let volume: Volume | undefined;

/**
 * Who the processes are. Their id has no name in most images, and without one `getpass.getuser()` and what builds on it stop; the home
 * directory of an image lies on the read-only root.
 */
export const PERSON = { HOME: TMP, USER: 'mlops', LOGNAME: 'mlops' };

/** The container with a directory at `/tmp` that can be written, where it has none. */
export function withTmp<T extends { readonly mounts?: readonly Mount[] }>(container: T): T {
  const { mounts = [] } = container;
  if (mounts.some(({ path }) => path.replace(/\/+$/, '') === TMP)) return container;
  return { ...container, mounts: [...mounts, { volume: volume ??= Volume.empty('own-tmp', '128Mi'), path: TMP }] };
}
