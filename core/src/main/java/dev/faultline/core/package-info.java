/**
 * The vocabulary of the rest of Faultline: nodes and their environment, the system model that
 * bounds the adversary, and faults as values. This package runs nothing.
 */
@NullMarked
package dev.faultline.core;

import org.jspecify.annotations.NullMarked;
