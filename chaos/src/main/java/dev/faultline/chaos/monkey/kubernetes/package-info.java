/** Pods of a Kubernetes cluster, by its API. */
@NullMarked
package dev.faultline.chaos.monkey.kubernetes;

import org.jspecify.annotations.NullMarked;
