// render-resource-set renders the templates of a ResourceSet as the Flux Operator does (internal/builder of v0.59.0,
// which is no package that others can import, and asks for a newer Go): the same template engine, delimiters and
// functions. It reads {"resources": [...], "inputs": {...}} and prints the objects as a JSON list.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"text/template"

	sprig "github.com/go-task/slim-sprig/v3"
	"sigs.k8s.io/yaml"
)

type request struct {
	Resources []json.RawMessage `json:"resources"`
	Inputs    map[string]any    `json:"inputs"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var given request
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		return err
	}
	objects := []json.RawMessage{}
	for i, resource := range given.Resources {
		object, err := render(resource, given.Inputs)
		if err != nil {
			return fmt.Errorf("resources[%d]: %w", i, err)
		}
		objects = append(objects, object)
	}
	return json.NewEncoder(os.Stdout).Encode(objects)
}

func render(resource json.RawMessage, inputs map[string]any) (json.RawMessage, error) {
	text, err := yaml.JSONToYAML(resource)
	if err != nil {
		return nil, err
	}
	parsed, err := template.New("resourceset").
		Delims("<<", ">>").
		Funcs(sprig.HermeticTxtFuncMap()).
		Funcs(template.FuncMap{"inputs": func() any { return inputs }}).
		Option("missingkey=error").
		Parse(string(text))
	if err != nil {
		return nil, err
	}
	var rendered bytes.Buffer
	if err := parsed.Execute(&rendered, nil); err != nil {
		return nil, err
	}
	return yaml.YAMLToJSON(rendered.Bytes())
}
