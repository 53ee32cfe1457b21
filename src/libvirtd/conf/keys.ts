/** What a setting's value must be (virConfGetValue…). */
export type KeyType = 'text' | 'texts' | 'text or texts' | 'flag' | 'integer' | 'count';

/** The settings that libvirt knows in one of its files, with their types. */
export type Keys = Readonly<Record<string, KeyType>>;

const each = <T extends KeyType>(type: T, names: string): Readonly<Record<string, T>> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, type]),
  );

/** libvirtd.conf (daemonConfigLoadOptions). */
export const libvirtdKeys: Keys = {
  ...each('flag', 'listen_tls listen_tcp tls_no_sanity_certificate tls_no_verify_certificate audit_logging'),
  ...each(
    'text',
    `tls_port tcp_port listen_addr auth_unix_rw auth_unix_ro auth_tcp auth_tls unix_sock_group unix_sock_ro_perms
    unix_sock_rw_perms unix_sock_admin_perms unix_sock_dir key_file cert_file ca_file crl_file tls_priority host_uuid
    host_uuid_source log_filters log_outputs mdns_name`,
  ),
  ...each('texts', 'access_drivers tls_allowed_dn_list sasl_allowed_username_list'),
  ...each('integer', 'keepalive_interval admin_keepalive_interval'),
  ...each(
    'count',
    `min_workers max_workers max_clients max_queued_clients max_anonymous_clients prio_workers max_requests
    max_client_requests admin_min_workers admin_max_workers admin_max_clients admin_max_queued_clients
    admin_max_client_requests audit_level log_level log_buffer_size keepalive_count admin_keepalive_count
    keepalive_required admin_keepalive_required mdns_adv tcp_min_ssf ovs_timeout`,
  ),
};

/** qemu.conf (virQEMUDriverConfigLoadFile). */
export const qemuKeys: Keys = {
  ...each(
    'text',
    `default_tls_x509_cert_dir default_tls_x509_secret_uuid vnc_listen vnc_tls_x509_cert_dir vnc_tls_x509_secret_uuid
    vnc_password vnc_sasl_dir spice_listen spice_tls_x509_cert_dir spice_password spice_sasl_dir chardev_tls_x509_cert_dir
    chardev_tls_x509_secret_uuid vxhs_tls_x509_cert_dir vxhs_tls_x509_secret_uuid nbd_tls_x509_cert_dir
    nbd_tls_x509_secret_uuid migrate_tls_x509_cert_dir migrate_tls_x509_secret_uuid backup_tls_x509_cert_dir
    backup_tls_x509_secret_uuid user group save_image_format dump_image_format snapshot_image_format auto_dump_path
    bridge_helper lock_manager migration_address migration_host stdio_handler memory_backing_dir pr_helper slirp_helper
    qemu_rdp dbus_daemon swtpm_user swtpm_group deprecation_behavior sched_core shared_filesystems_dir passt_helper
    auto_shutdown_try_save auto_shutdown_try_shutdown auto_shutdown_poweroff`,
  ),
  ...each('text or texts', 'security_driver hugetlbfs_mount'),
  ...each('texts', 'cgroup_controllers cgroup_device_acl nvram namespaces capability_filters shared_filesystems'),
  ...each(
    'flag',
    `default_tls_x509_verify vnc_auto_unix_socket vnc_tls vnc_tls_x509_verify vnc_sasl vnc_allow_host_audio spice_tls
    spice_auto_unix_socket spice_sasl chardev_tls chardev_tls_x509_verify vxhs_tls nbd_tls migrate_tls_x509_verify
    migrate_tls_force backup_tls_x509_verify nographics_allow_host_audio security_default_confined
    security_require_confined dynamic_ownership auto_dump_bypass_cache auto_start_bypass_cache dump_guest_core
    clear_emulator_capabilities allow_disk_format_probing set_process_name mac_filter relaxed_acs_check
    log_timestamp remember_owner storage_use_nbdkit virtiofsd_debug auto_shutdown_restore auto_save_bypass_cache`,
  ),
  ...each('integer', 'keepalive_interval seccomp_sandbox'),
  ...each(
    'count',
    `remote_display_port_min remote_display_port_max remote_websocket_port_min remote_websocket_port_max max_processes
    max_files max_threads_per_process max_queued keepalive_count migration_port_min migration_port_max
    gluster_debug_level auto_shutdown_wait auto_start_delay`,
  ),
  // max_core is a number or the word "unlimited"; hooklab has no use for either.
};

/** Known, of more than one type, and of no use here. */
export const freeKeys: readonly string[] = ['max_core'];
