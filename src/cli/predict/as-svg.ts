import type { Prediction } from '../../domain/predict/index.ts';
import { duration, size } from './units.ts';

/** Size of the drawing and what is left free around the plot, in pixels. */
const drawing = { width: 960, height: 480, left: 90, right: 24, top: 56, bottom: 56 } as const;
const inner = {
  width: drawing.width - drawing.left - drawing.right,
  height: drawing.height - drawing.top - drawing.bottom,
} as const;

/** Bytes left to send against time, where each round ends, the threshold, and the switch-over. */
export function asSvg(prediction: Prediction): string {
  const { points, rounds, switchOverMs, stats, converges } = prediction;
  const most = Math.max(1, ...points.map(({ remaining }) => remaining));
  const end = Math.max(1, stats['total-time']);
  const x = (ms: number) => drawing.left + (Math.min(ms, end) / end) * inner.width;
  const y = (bytes: number) => drawing.top + inner.height - (Math.min(bytes, most) / most) * inner.height;
  const line = points.map(({ ms, remaining }) => `${at(x(ms))},${at(y(remaining))}`).join(' ');
  const threshold = rounds.at(-1)?.threshold ?? 0;
  const title = converges ? `converges in ${duration(end)}` : `does not converge within ${duration(end)}`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${drawing.width} ${drawing.height}" font-family="sans-serif" font-size="13">`,
    `<title>Bytes left to send: ${title}</title>`,
    `<rect width="${drawing.width}" height="${drawing.height}" fill="#fff"/>`,
    text(
      drawing.left,
      24,
      `Bytes left to send: ${title}, ${rounds.length} rounds, ${size(stats.transferred)}`,
      'start',
    ),
    ...rounds.slice(0, mostMarks).map(({ endMs }) => upright(x(endMs), '#ccc')),
    ...quarters.map((share) => text(drawing.left - 8, y(share * most) + 4, size(share * most), 'end')),
    ...quarters.map((share) =>
      text(x(share * end), drawing.height - drawing.bottom + 20, duration(share * end), 'middle'),
    ),
    text(drawing.left + inner.width / 2, drawing.height - 12, 'time since the start; grey lines end a round', 'middle'),
    across(y(threshold), '#b60', 'threshold'),
    `<polyline points="${line}" fill="none" stroke="#05a" stroke-width="1.5"/>`,
    frame,
    ...(switchOverMs === undefined ? [] : switchOver(x(switchOverMs), stats.downtime)),
    '</svg>',
  ].join('\n')}\n`;
}

const quarters = [0, 0.25, 0.5, 0.75, 1] as const;
/** More marks than pixels show nothing. */
const mostMarks = 400;

const at = (pixels: number) => pixels.toFixed(1);
const bottom = drawing.top + inner.height;
const frame = `<path d="M${drawing.left} ${drawing.top}V${bottom}H${drawing.left + inner.width}" fill="none" stroke="#000"/>`;

const text = (x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end') =>
  `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${words}</text>`;
const upright = (x: number, color: string) =>
  `<path d="M${at(x)} ${drawing.top}V${bottom}" stroke="${color}" fill="none"/>`;
const across = (y: number, color: string, words: string) =>
  `<path d="M${drawing.left} ${at(y)}h${inner.width}" stroke="${color}" stroke-dasharray="4 4" fill="none"/>` +
  `<text x="${drawing.left + 6}" y="${at(y - 5)}" fill="${color}">${words}</text>`;

function switchOver(x: number, downtimeMs: number): readonly string[] {
  const words = `switch-over, then ${duration(downtimeMs)} of downtime`;
  return [
    upright(x, '#c00'),
    `<text x="${at(x - 6)}" y="${drawing.top - 8}" text-anchor="end" fill="#c00">${words}</text>`,
  ];
}
