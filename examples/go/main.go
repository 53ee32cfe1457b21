// Lifts a guest from one host to another by peer-to-peer migration, and tells what happens to it there and here:
//
//	go run . 127.0.0.1:16509 127.0.0.1:16510 ../guests/web-ok.xml
//
// It needs github.com/digitalocean/go-libvirt, which speaks libvirt's protocol without libvirt
// (Debian: golang-github-digitalocean-go-libvirt-dev, GO111MODULE=off GOPATH=/usr/share/gocode).
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"

	"github.com/digitalocean/go-libvirt"
)

func main() {
	source, destination := connect(os.Args[1]), connect(os.Args[2])
	xml, err := os.ReadFile(os.Args[3])
	check(err)
	events, err := source.LifecycleEvents(context.Background())
	check(err)
	go func() {
		for event := range events {
			fmt.Printf("%s: event %d, detail %d\n", event.Dom.Name, event.Event, event.Detail)
		}
	}()

	guest, err := source.DomainCreateXML(string(xml), 0)
	check(err)
	flags := libvirt.MigrateLive | libvirt.MigratePeer2peer
	_, err = source.DomainMigratePerform3Params(guest, []string{"qemu+tcp://" + os.Args[2] + "/system"}, nil, nil, flags)
	check(err)
	guest, err = destination.DomainLookupByName(guest.Name)
	check(err)
	state, reason, err := destination.DomainGetState(guest, 0)
	check(err)
	fmt.Printf("%s is in state %d, reason %d, on %s\n", guest.Name, state, reason, os.Args[2])
	check(destination.DomainDestroy(guest))
}

func connect(address string) *libvirt.Libvirt {
	connection, err := net.Dial("tcp", address)
	check(err)
	host := libvirt.New(connection)
	check(host.ConnectToURI(libvirt.QEMUSystem))
	return host
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
