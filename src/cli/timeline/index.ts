export { renderTimeline, type TimelineOptions } from './timeline.ts';
