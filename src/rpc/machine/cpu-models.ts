import { LibvirtError } from '../../protocol/errors.ts';

/** Processors that libvirt 9.0.0 has names for, in its order (cpu_map/index.xml), by the word each family begins with. */
const x86 = [
  '486 pentium pentium2 pentium3 pentiumpro coreduo n270 core2duo qemu32 kvm32 cpu64-rhel5 cpu64-rhel6 qemu64 kvm64',
  'Conroe Penryn Nehalem Nehalem-IBRS Westmere Westmere-IBRS SandyBridge SandyBridge-IBRS IvyBridge IvyBridge-IBRS',
  'Haswell-noTSX Haswell-noTSX-IBRS Haswell Haswell-IBRS Broadwell-noTSX Broadwell-noTSX-IBRS Broadwell Broadwell-IBRS',
  'Skylake-Client Skylake-Client-IBRS Skylake-Client-noTSX-IBRS Skylake-Server Skylake-Server-IBRS',
  'Skylake-Server-noTSX-IBRS Cascadelake-Server Cascadelake-Server-noTSX Icelake-Client Icelake-Client-noTSX',
  'Icelake-Server Icelake-Server-noTSX Cooperlake Snowridge athlon phenom Opteron_G1 Opteron_G2 Opteron_G3 Opteron_G4',
  'Opteron_G5 EPYC EPYC-IBPB EPYC-Rome EPYC-Milan Dhyana',
].flatMap((line) => line.split(' '));

/** Architectures that libvirt knows (virarch.h); those without a list of their own take any name. */
const others =
  'alpha armv6l armv7l armv7b aarch64 cris ia64 lm32 loongarch64 m68k microblaze microblazeel mips mipsel mips64 mips64el or32 parisc parisc64 ppc ppc64 ppc64le ppcemb riscv32 riscv64 s390 s390x sh4 sh4eb sparc sparc64 unicore32 xtensa xtensaeb'.split(
    ' ',
  );

/**
 * Names of the processors of an architecture; none where any is accepted (virConnectGetCPUModelNames).
 * @throws LibvirtError for an architecture that does not exist.
 */
export function cpuModelsOf(arch: string): readonly string[] {
  if (arch === 'x86_64' || arch === 'i686') return x86;
  if (others.includes(arch)) return [];
  throw new LibvirtError('invalid argument', `invalid argument: cannot find architecture ${arch}`, 'qemu');
}
