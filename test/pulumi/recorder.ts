import * as pulumi from '@pulumi/pulumi';
import * as debuggable from '@pulumi/pulumi/runtime/debuggable';
import * as settings from '@pulumi/pulumi/runtime/settings';

const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** Pulumi writes down where each promise was made. Jest maps such a text frame by frame to the sources: most of the time of a test. */
const internals = debuggable as unknown as { debuggablePromise(...args: unknown[]): unknown };
const { debuggablePromise } = internals;
internals.debuggablePromise = (...args) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(...args);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** A registration as Pulumi's engine would get it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly dependsOn: readonly string[];
  readonly aliases: readonly object[];
  /** Inputs, with `{ secret: x }` and `unknown` in the place of those. */
  readonly inputs: Record<string, any>;
}

/** All registrations since the last `start`, in order, components among them. */
export class Recorder {
  /** Sets Pulumi's mocks, and records from now on. */
  public static async start(preview = false): Promise<Recorder> {
    const recorder = new Recorder();
    await pulumi.runtime.setMocks({
      // In a preview, as with an engine, ids are not known.
      newResource: args => ({ id: args.custom && !preview ? `${args.name}-id` : undefined, state: args.inputs }),
      call: args => args.inputs,
    }, 'project', 'stack', preview);
    // The mocks' own hook does not see parents, dependencies and options: those are in the requests.
    const monitor = settings.getMonitor() as any;
    const { registerResource, registerResourceOutputs } = monitor;
    monitor.registerResource = function(this: unknown, request: any, callback: (error: unknown, response?: any) => void) {
      return registerResource.call(this, request, (error: unknown, response: any) => {
        if (!error) recorder.add(request, response.getUrn());
        callback(error, response);
      });
    };
    monitor.registerResourceOutputs = function(this: unknown, request: any, callback: unknown) {
      recorder.outputs[nameOf(request.getUrn())] = plain(request.getOutputs().toJavaScript()) as Record<string, any>;
      return registerResourceOutputs.call(this, request, callback);
    };
    return recorder;
  }

  public readonly all: Registration[] = [];
  public readonly outputs: Record<string, Record<string, any>> = {};

  /** The registrations, once there are no more to come. */
  public async settled(): Promise<readonly Registration[]> {
    // Internal to Pulumi, and its only way to say that every registration has been answered.
    await (settings as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    return this.all;
  }

  /** The one registration of that name; of that type, where several have the name. */
  public get(name: string, type = ''): Registration {
    const found = this.all.filter(r => r.name === name && r.type.endsWith(type));
    if (found.length !== 1) throw new Error(`${found.length} named ${name} among ${this.all.map(r => r.name).join(', ')}`);
    return found[0];
  }

  private add(request: any, urn: string): void {
    this.all.push({
      type: request.getType(),
      name: request.getName(),
      urn,
      custom: request.getCustom(),
      parent: nameOf(request.getParent()),
      provider: request.getProvider(),
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      dependsOn: request.getDependenciesList().map(nameOf).sort(),
      aliases: request.getAliasesList().map((alias: any) => alias.getSpec()?.toObject() ?? alias.getUrn()),
      inputs: plain(request.getObject().toJavaScript()) as Record<string, any>,
    });
  }
}

/** What a resolved Output holds; undefined when it is not known. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T | undefined> {
  return (output as unknown as { promise(withUnknowns?: boolean): Promise<T> }).promise();
}

function nameOf(urn: string): string {
  return urn.split('::').at(-1)!;
}

function plain(value: any): unknown {
  if (value === UNKNOWN) return 'unknown';
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (value[SIGNATURE] === SECRET) return { secret: plain(value.value) };
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}
