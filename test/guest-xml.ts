/** XML of a small guest with a workload; what is not given is idle, 8 MiB, and made up. */
export function guestXml({
  name = 'web1',
  memory = 8,
  workload = "pattern='idle'",
  driver = 'qemu',
}: {
  name?: string;
  memory?: number;
  workload?: string;
  driver?: 'qemu' | 'lxc';
} = {}): string {
  const type = driver === 'lxc' ? '<type>exe</type><init>/sbin/init</init>' : "<type arch='x86_64'>hvm</type>";
  return `<domain type='${driver}'>
  <name>${name}</name>
  <metadata>
    <hooklab:guest xmlns:hooklab='https://hooklab.dev/guest/1'><hooklab:workload ${workload}/></hooklab:guest>
  </metadata>
  <memory unit='MiB'>${memory}</memory>
  <vcpu>1</vcpu>
  <os>${type}</os>
  <features><acpi/></features>
</domain>
`;
}

/** A guest that never stops writing: with 1 MiB per second its migration does not end by itself. */
export const busyGuest = (name = 'busy1') =>
  guestXml({ name, memory: 16, workload: "pattern='sequential' rate='4000' workingSet='8' fill='12' seed='7'" });
