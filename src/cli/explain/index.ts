export { explainDiff } from './diff.ts';
export { type ExplainOptions, explain, explainAsData } from './explain.ts';
export { type ReleaseChange, releaseChanges, releasesText } from './releases.ts';
export { type ExplainTopic, explainTopics } from './topics.ts';
