import { test } from 'vitest';
import { explain, explainDiff, explainTopics } from '../../src/cli/explain/index.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
test('x', () => {
  for (const r of ['0.8.2','11.3.0'])
  for (const what of ['migrate','migrate --p2p','start','restore','reconnect', 'daemon', 'save']) console.log(explain({profile: profileFor(r), what}));
  for (const what of ['migrate','start']) console.log(explain({profile: profileFor('0.8.2'), what, mermaid:true}));
  console.log(explain({profile: profileFor('11.3.0'), what: 'migrate --p2p', mermaid:true}));
  console.log(explainDiff(profileFor('0.8.2'), profileFor('11.3.0')));
});
