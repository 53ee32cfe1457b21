/** A cookie on the wire: its text and, as in C, the NUL that ends it; none at all is no bytes. */
export const cookieBytes = (text: string): Uint8Array => (text === '' ? nothing : Buffer.from(`${text}\0`, 'utf8'));

const nothing = new Uint8Array();

export const cookieText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').replace(/\0$/, '');
