#!/usr/bin/env python3
"""Moves a guest from one libvirt host to another and back, as a cluster's maintenance job does.

    evacuate.py SOURCE-URI DESTINATION-URI GUEST.xml

Nothing here knows of hooklab: the same program runs against two libvirtd. It defines and starts the guest, begins a
peer-to-peer migration and aborts it, migrates it directly, and brings it back peer-to-peer. Each step is printed, and
every lifecycle event as it comes. The exit status is 0 when all went as it should.
"""
import sys
import threading
import time

import libvirt

LIVE = libvirt.VIR_MIGRATE_LIVE
KEEP = libvirt.VIR_MIGRATE_PERSIST_DEST | libvirt.VIR_MIGRATE_UNDEFINE_SOURCE
EVENTS = ["Defined", "Undefined", "Started", "Suspended", "Resumed", "Stopped", "Shutdown", "PMSuspended", "Crashed"]


def say(*words):
    print(*words, flush=True)


def watch(name, connection, seen):
    """Prints the lifecycle events of a host and keeps them."""

    def told(_connection, domain, event, _detail, _opaque):
        seen.append((name, EVENTS[event]))
        say(f"{name}: {domain.name()} {EVENTS[event]}")

    connection.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, told, None)
    connection.setKeepAlive(5, 3)


def state_of(domain):
    return "running" if domain.state()[0] == libvirt.VIR_DOMAIN_RUNNING else "not running"


def abort_one(domain, uri):
    """Begins a migration that would take long, looks how far it is, and ends it."""
    failed = []

    def migrate():
        try:
            parameters = {libvirt.VIR_MIGRATE_PARAM_BANDWIDTH: 1}
            domain.migrateToURI3(uri, parameters, LIVE | libvirt.VIR_MIGRATE_PEER2PEER)
        except libvirt.libvirtError as error:
            failed.append(error)

    worker = threading.Thread(target=migrate, daemon=True)
    worker.start()
    while worker.is_alive():
        job = domain.jobStats()
        if job["type"] == libvirt.VIR_DOMAIN_JOB_UNBOUNDED and job.get("memory_processed", 0) > 0:
            say(f"job: {job['memory_processed']} of {job['memory_total']} bytes")
            try:
                domain.abortJob()
            except libvirt.libvirtError as error:
                say("too late:", error.get_error_message())
            break
        time.sleep(0.02)
    worker.join()
    if not failed:
        raise SystemExit("the migration was not aborted")
    say("aborted:", failed[0].get_error_message())
    say("source:", state_of(domain))


def main(source_uri, destination_uri, xml_file):
    libvirt.registerErrorHandler(lambda _opaque, _error: None, None)
    libvirt.virEventRegisterDefaultImpl()

    def loop():
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=loop, daemon=True).start()

    source, destination = libvirt.open(source_uri), libvirt.open(destination_uri)
    seen = []
    watch("source", source, seen)
    watch("destination", destination, seen)

    with open(xml_file, encoding="utf8") as file:
        domain = source.defineXML(file.read())
    domain.create()
    say("source:", state_of(domain))

    abort_one(domain, destination_uri)

    there = domain.migrate3(destination, {}, LIVE | KEEP)
    say("direct:", there.name(), state_of(there))

    there.migrateToURI3(source_uri, {}, LIVE | KEEP | libvirt.VIR_MIGRATE_PEER2PEER)
    back = source.lookupByName(there.name())
    say("peer-to-peer:", back.name(), state_of(back))
    job = destination.listAllDomains()
    say("destination:", len(job), "guests")

    back.destroy()
    back.undefine()
    deadline = time.monotonic() + 5
    while ("source", "Undefined") not in seen[-2:] and time.monotonic() < deadline:
        time.sleep(0.02)
    for connection in (source, destination):
        connection.close()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
