import { Construct } from 'constructs';
import { ContainerProps, NamedContainerProps } from './container';
import { RENDER } from './render-script';
import { imageOf } from './settings';
import { Mount } from './volume';
import { asJson, asText, EnvValue, mapString, shellWord, Slot, Template, withoutReferences } from '../core';

const PROGRAM = 'RENDER';
/** Arguments of Python that run the program, whatever the user's own settings of Python are. */
const PYTHON = ['python3', '-I', '-c', `import os; exec(os.environ["${PROGRAM}"])`];

/**
 * Variables of a container in which a template becomes the variable `name` of the program that `renderedCommand` starts. Without secrets it
 * is that variable.
 */
export function renderedEnv(name: string, template: Template): Record<string, EnvValue> {
  if (template.every(part => typeof part === 'string')) return { [name]: withoutReferences(template.join('')) };
  return variables(`RENDER_ENV_${name}`, `RENDER_VALUE_${name}`, template);
}

/** Variables of a container in which templates become files, by their path, before the program that `renderedCommand` starts. */
export function renderedFiles(files: Record<string, Template>): Record<string, EnvValue> {
  return Object.assign({}, ...Object.entries(files).map(([path, template], index) => (
    variables(`RENDER_FILE_${index}`, `RENDER_VALUE_FILE_${index}`, template, `${path}=`)))) as Record<string, EnvValue>;
}

/** Variables of a container in which the command line `printCommand(name)` prints a template, for tools that ask a command for a secret. */
export function printedEnv(name: string, template: Template): Record<string, EnvValue> {
  return variables(`RENDER_TEXT_${name}`, `RENDER_VALUE_${name}`, template);
}

/** The command line that prints the template `name` of `printedEnv`. */
export function printCommand(name: string): string {
  return [...PYTHON.map(word => /^[\w-]+$/.test(word) ? word : shellWord(word)), 'print', name].join(' ');
}

/** The command that starts another with what the environment holds of templates. It needs Python in the image. */
export function renderedCommand(command: readonly string[]): string[] {
  return [...PYTHON, 'exec', ...command];
}

/** What of an environment is left of one where the variables `names` are set otherwise: templates would come over them. */
export function withoutTemplates<T>(env: Record<string, T>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !names.some(name => key === `RENDER_ENV_${name}`)));
}

/** Whether there are templates in an environment, for `renderedCommand`. */
export function isRendered(env: object): boolean {
  return Object.keys(env).some(name => /^RENDER_(ENV|FILE)_/.test(name));
}

/** A command behind what makes the templates of an environment; itself where there are none. */
export function withTemplates({ env = {} }: Pick<ContainerProps, 'env'>, command: readonly string[]): readonly string[] {
  return isRendered(env) ? renderedCommand(command) : command;
}

/** A container that writes templates as files, for images without Python: into a directory in memory, which both mount. */
export function renderContainerFiles(scope: Construct, mount: Mount, files: Record<string, Template>): NamedContainerProps {
  const paths = Object.fromEntries(Object.entries(files).map(([file, template]) => [`${mount.path}/${file}`, template]));
  return {
    name: 'render',
    image: imageOf(scope, 'python'),
    command: renderedCommand([]),
    env: renderedFiles(paths),
    mounts: [mount],
    resources: { cpu: '10m', memory: '64Mi' },
  };
}

function variables(name: string, prefix: string, template: Template, before = ''): Record<string, EnvValue> {
  const slots = template.filter((part): part is Slot => typeof part === 'object');
  const from = (part: Slot) => `${prefix}_${slots.indexOf(part)}`;
  const parts = template.map(part => typeof part === 'string' ? asJson(asText(part)) : (
    JSON.stringify({ var: from(part), as: part.encoders })));
  return {
    [PROGRAM]: RENDER,
    ...Object.fromEntries(slots.map(part => [from(part), part.secret])),
    // The kubelet would look for variables behind a dollar.
    [name]: before + mapString(`[${parts.join(', ')}]`, json => json.replaceAll('$', '\\u0024')),
  };
}
