// Command kubernetes reads manifests as strictly as Kubernetes does with fieldValidation=Strict, and prints the Job in them, or that
// of the CronJob, as JSON.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	strict "sigs.k8s.io/yaml"
)

// manifest is what the test wants to know: objects by "Kind/name", and the job's specification.
type manifest struct {
	Objects map[string]any `json:"objects"`
	Job     *batch.JobSpec `json:"job"`
}

func main() {
	m := manifest{Objects: map[string]any{}}
	if err := m.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(m); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (m *manifest) read(r io.Reader) error {
	documents := yaml.NewYAMLReader(bufio.NewReader(r))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(document)) == 0 {
			continue
		}
		if err := m.add(document); err != nil {
			return err
		}
	}
}

func (m *manifest) add(document []byte) error {
	var kind meta.TypeMeta
	if err := strict.Unmarshal(document, &kind); err != nil {
		return err
	}
	kinds := map[string]any{
		"v1/ConfigMap": &core.ConfigMap{}, "v1/Secret": &core.Secret{}, "v1/PersistentVolumeClaim": &core.PersistentVolumeClaim{},
		"batch/v1/Job": &batch.Job{}, "batch/v1/CronJob": &batch.CronJob{},
	}
	into, known := kinds[kind.APIVersion+"/"+kind.Kind]
	if !known {
		return fmt.Errorf("wanted another kind than %s of %s", kind.Kind, kind.APIVersion)
	}
	if err := strict.UnmarshalStrict(document, into); err != nil {
		return fmt.Errorf("%s: %w", kind.Kind, err)
	}
	switch object := into.(type) {
	case *batch.Job:
		m.Job = &object.Spec
	case *batch.CronJob:
		m.Job = &object.Spec.JobTemplate.Spec
	}
	m.Objects[kind.Kind+"/"+into.(meta.Object).GetName()] = into
	return nil
}
