/** XML of a guest without disks or network; `fill` is the MiB that hold something from the start. */
export const guestXml = (name: string, memoryMiB: number, fill = 0): string => `<domain type='qemu'>
  <name>${name}</name>
  <metadata>
    <hooklab:guest xmlns:hooklab='https://hooklab.dev/guest/1'>
      <hooklab:workload pattern='idle' fill='${fill}'/>
    </hooklab:guest>
  </metadata>
  <memory unit='MiB'>${memoryMiB}</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64'>hvm</type></os>
  <features><acpi/></features>
</domain>
`;
