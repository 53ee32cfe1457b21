export { explainDiff } from './diff.ts';
export { type ExplainOptions, explain } from './explain.ts';
export { type ExplainTopic, explainTopics } from './topics.ts';
