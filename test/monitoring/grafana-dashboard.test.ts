import { execFileSync } from 'child_process';
import { Dashboard, Metrics, PanelUnit } from '../../src';
import { dashboardFiles, renderDashboard } from '../../src/monitoring/grafana-dashboard';

const panel = (title: string, ...exprs: string[]) => ({ title, unit: PanelUnit.SECONDS, queries: exprs.map(expr => ({ expr, legend: `{{${title}}}` })) });
const DASHBOARD: Dashboard = { title: 'Own ml/web', panels: [panel('a', 'up'), panel('b', 'x', 'y'), panel('c', 'z')] };
const render = (...rest: [{ type: string; uid: string }?]): any => renderDashboard(DASHBOARD, 'mlops-1', 'own', ...rest);
const uid = (metrics: Partial<Metrics>) => (Object.values(dashboardFiles([{ tool: 'own', dashboard: DASHBOARD, ...metrics }]))[0] as { uid: string }).uid;

test('a dashboard is of the classic form, which alone can be read from files, and nobody changes it', () => {
  expect(render()).toMatchObject({
    id: null, uid: 'mlops-1', title: 'Own ml/web', tags: ['mlops-constructs', 'own'], schemaVersion: 42, editable: false, refresh: '1m', time: { from: 'now-6h', to: 'now' },
  });
});

test('its panels are two in a row of 24', () => {
  expect(render().panels.map(({ id, type, title, gridPos }: any) => [id, type, title, gridPos])).toEqual([
    [1, 'timeseries', 'a', { x: 0, y: 0, w: 12, h: 8 }],
    [2, 'timeseries', 'b', { x: 12, y: 0, w: 12, h: 8 }],
    [3, 'timeseries', 'c', { x: 0, y: 8, w: 12, h: 8 }],
  ]);
});

test('a panel has a line for each query, and its unit', () => {
  const [, { fieldConfig, targets }] = render().panels;
  expect(fieldConfig.defaults).toMatchObject({ unit: 's', min: 0 });
  expect(targets.map(({ refId, expr, legendFormat, range }: any) => [refId, expr, legendFormat, range])).toEqual([['A', 'x', '{{b}}', true], ['B', 'y', '{{b}}', true]]);
});

test('panels and queries ask the data source that is given, or that of the stack', () => {
  const sources = ({ panels }: any) => {
    const all: object[] = panels.flatMap(({ datasource, targets }: any) => [datasource, ...targets.map((query: any) => query.datasource)]);
    return [...new Set(all.map(source => JSON.stringify(source)))];
  };
  expect(sources(render())).toEqual(['{"type":"prometheus","uid":"prometheus"}']);
  expect(sources(render({ type: 'prometheus', uid: 'own' }))).toEqual(['{"type":"prometheus","uid":"own"}']);
  const files = dashboardFiles([{ tool: 'own', job: 'a', dashboard: DASHBOARD }], { type: 'prometheus', uid: 'other' });
  expect(sources(files['own-0.json'])).toEqual(['{"type":"prometheus","uid":"other"}']);
});

test('each target with a dashboard has a file', () => {
  const files = dashboardFiles([{ tool: 'a', job: 'a' }, { tool: 'b', job: 'b', dashboard: DASHBOARD }, { tool: 'b', job: 'c', dashboard: DASHBOARD }]);
  expect(Object.keys(files)).toEqual(['b-1.json', 'b-2.json']);
});

test('the id of a dashboard follows from job and tool, whatever else there is', () => {
  expect(uid({ job: 'ml/web' })).toMatch(/^mlops-[0-9a-f]{8}$/);
  expect(uid({ endpoint: { scheme: 'http', host: 'web', port: 80 } })).toBe(uid({ job: 'web:80' }));
  expect(uid({ job: 'ml/other' })).not.toBe(uid({ job: 'ml/web' }));
  expect(uid({ job: 'ml/web', tool: 'other' })).not.toBe(uid({ job: 'ml/web' }));
  const files = dashboardFiles([{ tool: 'own', job: 'first', dashboard: DASHBOARD }, { tool: 'own', job: 'ml/web', dashboard: DASHBOARD }]);
  expect(files['own-1.json']).toMatchObject({ uid: uid({ job: 'ml/web' }) });
});

test('the builders are read when the first dashboard is rendered, and not before', () => {
  const script = `
    const loaded = () => Object.keys(require.cache).some(file => file.includes('grafana-foundation-sdk'));
    const { renderDashboard } = require('./src/monitoring/grafana-dashboard.ts');
    const before = loaded();
    renderDashboard({ title: 'a', panels: [] }, 'a', 'a');
    console.log(before, loaded());
  `;
  expect(execFileSync(process.execPath, ['-r', './test/swc.cjs', '-e', script], { encoding: 'utf8' }).trim()).toBe('false true');
});
