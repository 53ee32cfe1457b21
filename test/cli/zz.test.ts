import { test } from 'vitest';
import { renderTimeline } from '../../src/cli/timeline/index.ts';
import { auditMigration } from '../../src/journal/index.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { migrationByTheBook } from '../journal/by-the-book.ts';
test('x', () => {
  for (const [release, op] of [['0.8.2', ''], ['0.8.2','start'],['0.8.2','stopped'],['11.3.0','']]) {
    const profile = profileFor(release);
    const entries = migrationByTheBook({ profile, score: 'migrate', flags: ['live'],
      fails: (m) => m.kind==='hook' && m.operation===op, 
      before: (m, h) => { if (m.kind==='guest' && m.change==='copy') for (let i=1;i<4;i++) h.journal.write({kind:'transfer',domain:'web1',driver:'qemu',moment:'round',round:i,pages:i===1?16384:100,bytes:i===1?67_000_000:409_600}); } });
    const audit = auditMigration(entries, { profile, driver: 'qemu', domain: 'web1' });
    console.log(renderTimeline(entries, { color: false, title: `Scene, libvirt ${release}: bla`, source: 'source', destination: 'destination', audit }));
  }
});
