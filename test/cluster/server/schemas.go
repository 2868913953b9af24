//go:build schemas

// The CRDs are read from these modules' folders; nothing of them is compiled in.
package main

import (
	_ "github.com/kube-object-storage/lib-bucket-provisioner/pkg/apis/objectbucket.io/v1alpha1"
	_ "github.com/openshift/api/imageregistry/v1"
)
