import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Construct } from 'constructs';
import * as core from '../../src';
import { hasBrand } from '../../src/core/brand';
import { Field, NamedShape, Shape, shapeNamed } from '../../src/core/shape';
import { SHAPES } from '../../src/core/shapes';
import { chart } from '../chart';

const TABLE = JSON.parse(SHAPES) as Record<string, object>;

/** Every exported construct, with its props' type. */
const constructs = Object.entries(core).flatMap(([name, value]): [string, new (...args: unknown[]) => Construct, NamedShape][] => {
  if (typeof value !== 'function' || !(value.prototype instanceof Construct)) return [];
  const props = new RegExp('propChecks\\)?\\(this, [\'"](\\w+)[\'"]').exec(String(value))?.[1];
  return [[name, value as never, props === undefined ? {} : shapeNamed(props)!]];
});

/** Every function whose arguments are known. */
const factories = Object.keys(TABLE).filter(name => 'args' in TABLE[name]);

/** What is refused, with the message; fails when it is not, or with an error that is not ours. */
function refused(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    expect((error as Error).constructor.name).toMatch(/^(Construct)?Error$/);
    return (error as Error).message;
  }
  throw new Error('it is not refused');
}

/** A value that a shape does not take. */
function wrongFor(shape: Shape): unknown {
  if (typeof shape === 'object' && '|' in shape) return JSON.stringify(shape).includes('"string"') ? 7.5 : 'nonsense';
  return shape === 'string' ? 7.5 : 'nonsense';
}

/** The props of which there are wrong values. */
function fields(shape: NamedShape): Field[] {
  return [...shape.props!.values()].filter(field => field.shape !== 'any');
}

test('the table is what its generator writes; run `npx projen shapes`', () => {
  const root = path.join(__dirname, '..', '..');
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'shapes-'));
  try {
    const file = path.join(dir, 'shapes.ts');
    execFileSync(process.execPath, [path.join(root, 'scripts', 'shapes.cjs'), file], { stdio: 'pipe' });
    expect(fs.readFileSync(file, 'utf8') === fs.readFileSync(path.join(root, 'src', 'core', 'shapes.ts'), 'utf8')).toBe(true);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}, 60_000);

test('the table is read when the first construct is made, not when the package is loaded', () => {
  const script = "require('ts-node').register({ transpileOnly: true }); const { parse } = JSON; let long = 0;"
    + 'JSON.parse = (text, ...rest) => { if (text.length > 10000 && text.startsWith("{\\n\\"Airflow")) long++; return parse(text, ...rest); };'
    + "require('./src'); console.log(long);";
  const cwd = path.join(__dirname, '..', '..');
  expect(execFileSync(process.execPath, ['-e', script], { cwd, encoding: 'utf8' })).toBe('0\n');
}, 60_000);

test.each(Object.keys(TABLE).filter(name => 'class' in TABLE[name]))('objects of %s are known by a brand', name => {
  const { prototype } = (core as unknown as Record<string, { prototype: object }>)[name];
  expect(hasBrand(Object.create(prototype), name)).toBe(true);
});

describe('every construct', () => {
  test.each(constructs)('%s examines its props', (_name, _Class, shape) => {
    expect(shape.props?.size).toBeGreaterThan(0);
  });

  test.each(constructs)('%s refuses what are no props at all', (_name, Class) => {
    for (const props of [null, 'text', 7, [], () => ({}), new Construct(chart(), 'C')]) {
      expect(refused(() => new Class(chart(), 'It', props))).toMatch(/^ml\/It: props.*: it is .+: pass /);
    }
  });

  test.each(constructs)('%s refuses a prop that there is not, with what else is wrong', (_name, Class) => {
    expect(refused(() => new Class(chart(), 'It', { nonsensical: 1 }))).toMatch(/^ml\/It: (.*\nml\/It: )*nonsensical.*: there is no such prop: (there (is|are)|write) /);
  });

  test.each(constructs)('%s refuses null and another type for each prop', (_name, Class, shape) => {
    for (const field of fields(shape)) {
      for (const wrong of [null, wrongFor(field.shape)]) {
        const message = refused(() => new Class(chart(), 'It', { [field.name]: wrong }));
        expect(message).toMatch(new RegExp(`^(ml/It: .*\n)*ml/It: ${field.name}( .*)?: (it is .+|there is no such value): (pass|write|use|put|call) `));
      }
    }
  });

  test.each(constructs)('%s refuses that a prop which is required is left out', (_name, Class, shape) => {
    for (const { name } of [...shape.props!.values()].filter(({ optional }) => !optional)) {
      expect(refused(() => new Class(chart(), 'It', {}))).toContain(`ml/It: ${name}: it is required: pass ${name}`);
      expect(refused(() => new Class(chart(), 'It'))).toContain(`ml/It: ${name}: it is required: pass ${name}`);
    }
  });
});

describe('every factory', () => {
  const call = (name: string, args: unknown[]) => {
    const [owner, method] = name.split('.');
    const found = (core as unknown as Record<string, Record<string, (...given: unknown[]) => unknown>>)[owner];
    return method === undefined ? (found as unknown as (...given: unknown[]) => unknown)(...args) : found[method](...args);
  };

  test.each(factories.filter(name => shapeNamed(name)!.args!.length > 0))('%s refuses null and another type for each argument', name => {
    shapeNamed(name)!.args!.forEach(({ shape, optional }, index) => {
      for (const wrong of [null, wrongFor(shape), ...optional ? [] : [undefined]]) {
        const given: unknown[] = [];
        given[index] = wrong;
        expect(refused(() => call(name, given))).toMatch(new RegExp(`^(${name}: .+\n)*${name}: .+: .+: (pass|write|use|put) `));
      }
    });
  });

  test.each(factories)('%s refuses options that there are not', name => {
    shapeNamed(name)!.args!.forEach(({ shape }, index) => {
      if (typeof shape !== 'string' || !shapeNamed(shape)?.props) return;
      const given: unknown[] = [];
      given[index] = { nonsensical: 1 };
      expect(refused(() => call(name, given))).toMatch(/nonsensical.*: there is no such prop: (there (is|are)|write) /);
    });
  });

  test('has its arguments in the table', () => {
    const missing = Object.entries(core).flatMap(([name, value]) => {
      if (typeof value !== 'function' || !/^class\b/.test(String(value))) return [];
      const own = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(([key, { value: method }]) => key !== 'prototype' && typeof method === 'function');
      return own.filter(([, { value: method }]) => !/^\w*\(?scope/.test(String(method).replace(/^(static )?\w+\(/, ''))).map(([key]) => `${name}.${key}`);
    });
    expect(missing.filter(name => !factories.includes(name))).toEqual([]);
  });
});
