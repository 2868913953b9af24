package main

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"go.etcd.io/etcd/server/v3/embed"
)

// runEtcd keeps one member with its data in --dir until it is told to end.
func runEtcd() {
	dir := flag.String("dir", "", "data folder")
	client := flag.String("client", "http://127.0.0.1:2379", "client address")
	peer := flag.String("peer", "http://127.0.0.1:2380", "peer address")
	flag.Parse()

	cfg := embed.NewConfig()
	cfg.Dir = *dir
	cfg.LogLevel = "error"
	cfg.UnsafeNoFsync = true
	c, p := must(url.Parse(*client)), must(url.Parse(*peer))
	cfg.LCUrls, cfg.ACUrls = []url.URL{*c}, []url.URL{*c}
	cfg.LPUrls, cfg.APUrls = []url.URL{*p}, []url.URL{*p}
	cfg.InitialCluster = cfg.InitialClusterFromName(cfg.Name)
	e := must(embed.StartEtcd(cfg))
	<-e.Server.ReadyNotify()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
	e.Close()
}

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return v
}
