export { characters, fixedCharacters } from './characters.ts';
export { decode, encode } from './code.ts';
export { array, type Fields, nothing, optional, type StructOf, struct } from './shapes.ts';
export { opaque, string, uuid } from './text.ts';
export { badXdr, type ValueOf, type XdrType } from './type.ts';
export { double, hyper, int, uchar, uhyper, uint, ushort } from './words.ts';
