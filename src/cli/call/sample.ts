/** What identifies the guest that `hooklab call` makes up. */
export const sampleUuid = '11111111-1111-4111-8111-111111111111';
export const sampleMac = '52:54:00:11:11:11';
