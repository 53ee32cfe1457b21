import { transferRows } from './transfer.ts';

console.log(JSON.stringify(await transferRows(Number(process.argv[2] ?? 5)), null, 1));
