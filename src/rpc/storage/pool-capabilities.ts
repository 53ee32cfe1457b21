/** What virConnectGetStoragePoolCapabilities says: directories, and images that hooklab itself can make. */

const formats = ['raw', 'qcow2'];
const others = [
  ...['fs', 'netfs', 'logical', 'disk', 'iscsi', 'iscsi-direct', 'scsi'],
  ...['mpath', 'rbd', 'sheepdog', 'gluster', 'zfs', 'vstorage'],
];

export const poolCapabilitiesXml = `<storagepoolCapabilities>
  <pool type='dir' supported='yes'>
    <volOptions>
      <defaultFormat type='raw'/>
      <enum name='targetFormatType'>
${formats.map((format) => `        <value>${format}</value>\n`).join('')}      </enum>
    </volOptions>
  </pool>
${others.map((type) => `  <pool type='${type}' supported='no'>\n  </pool>\n`).join('')}</storagepoolCapabilities>
`;
