// verify-images asks ImageValidatingPolicies about requests to the API server, with Kyverno's own engine: what its
// admission controller answers, without a cluster. It reads
// {"policies": [...], "namespaces": {"NAME": LABELS}, "requests": [{"object", "old", "resource", "subresource"}]}
// and prints for each request the policies that concern it: [{"policy", "status", "message"}].
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	policiesv1beta1 "github.com/kyverno/api/api/policies.kyverno.io/v1beta1"
	celengine "github.com/kyverno/kyverno/pkg/cel/engine"
	"github.com/kyverno/kyverno/pkg/cel/libs"
	"github.com/kyverno/kyverno/pkg/cel/matching"
	"github.com/kyverno/kyverno/pkg/cel/policies/ivpol/engine"
	"github.com/kyverno/kyverno/pkg/config"
	imageverifycache "github.com/kyverno/kyverno/pkg/image/verification/cache"
	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

type question struct {
	Policies   []*policiesv1beta1.ImageValidatingPolicy `json:"policies"`
	Namespaces map[string]map[string]string             `json:"namespaces"`
	Requests   []request                                `json:"requests"`
}

type request struct {
	Object      map[string]any `json:"object"`
	Old         map[string]any `json:"old"`
	Resource    string         `json:"resource"`
	Subresource string         `json:"subresource"`
}

type verdict struct {
	Policy  string `json:"policy"`
	Status  string `json:"status"`
	Message string `json:"message"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var given question
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		return err
	}
	policies := make([]policiesv1beta1.ImageValidatingPolicyLike, len(given.Policies))
	for i, policy := range given.Policies {
		policies[i] = policy
	}
	provider, err := engine.NewProvider(policies, nil)
	if err != nil {
		return err
	}
	namespace := func(name string) *corev1.Namespace {
		return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: given.Namespaces[name]}}
	}
	judge := engine.NewEngine(
		provider,
		namespace,
		matching.NewMatcher(),
		nil,
		imageverifycache.DisabledImageVerifyCache(),
		config.NewDefaultConfiguration(false),
	)
	answers := make([][]verdict, len(given.Requests))
	for i, each := range given.Requests {
		if answers[i], err = ask(judge, each); err != nil {
			return fmt.Errorf("requests[%d]: %w", i, err)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func ask(judge engine.Engine, given request) ([]verdict, error) {
	object := &unstructured.Unstructured{Object: given.Object}
	operation := admissionv1.Create
	var old runtime.Object
	if given.Old != nil {
		operation = admissionv1.Update
		old = &unstructured.Unstructured{Object: given.Old}
	}
	kind := object.GroupVersionKind()
	response, err := judge.HandleValidating(context.Background(), celengine.Request(
		libs.NewFakeContextProvider(),
		kind,
		kind.GroupVersion().WithResource(given.Resource),
		given.Subresource,
		object.GetName(),
		object.GetNamespace(),
		operation,
		authenticationv1.UserInfo{},
		object,
		old,
		false,
		nil,
	), nil)
	if err != nil {
		return nil, err
	}
	verdicts := []verdict{}
	for _, policy := range response.Policies {
		// A policy without a result did not match.
		if status := string(policy.Result.Status()); status != "" {
			verdicts = append(verdicts, verdict{policy.Policy.GetName(), status, policy.Result.Message()})
		}
	}
	return verdicts, nil
}
