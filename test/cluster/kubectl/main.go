// The kubectl of the OpenShift 4.14 generation, built from its published modules: the reference
// that the tests of this folder compare the command's own connection with.
package main

import (
	_ "k8s.io/client-go/plugin/pkg/client/auth" // the auth providers a kubeconfig may name

	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() {
	command := kubectl.NewDefaultKubectlCommand()
	err := cli.RunNoErrOutput(command)
	if err != nil {
		util.CheckErr(err) // prints and sets the exit code
	}
}
