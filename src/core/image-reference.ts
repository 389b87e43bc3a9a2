/** The grammar of github.com/distribution/reference: registry, path, tag and digest. */
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const REGISTRY = `(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const NAME = `(?:(?:${REGISTRY})/)?${COMPONENT}(?:/${COMPONENT})*`;
const REFERENCE = new RegExp(`^(${NAME})(?::(\\w[\\w.-]{0,127}))?(?:@sha256:[a-f0-9]{64}|@sha512:[a-f0-9]{128})?$`);
const MIRROR = new RegExp(`^${REGISTRY}(?:/${COMPONENT})*$`);
/** The longest name, without tag and digest. */
const LONGEST = 255;

/** Whether the text is a reference to an image. */
export function isImageReference(text: string): boolean {
  const [, name] = REFERENCE.exec(text) ?? [];
  return name !== undefined && name.length <= LONGEST;
}

/** Whether the reference has a tag other than `latest`, or a digest. */
export function isPinned(text: string): boolean {
  if (text.includes('@sha256:') || text.includes('@sha512:')) return true;
  const tag = /:([^/:]+)$/.exec(text)?.[1];
  return tag !== undefined && tag !== 'latest';
}

/** Whether the text is a registry, with or without a path in it. */
export function isRegistry(text: string): boolean {
  return MIRROR.test(text);
}
