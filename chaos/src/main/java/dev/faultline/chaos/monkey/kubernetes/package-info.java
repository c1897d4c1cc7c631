/** Finds and deletes pods of a Kubernetes cluster through its API. */
@NullMarked
package dev.faultline.chaos.monkey.kubernetes;

import org.jspecify.annotations.NullMarked;
