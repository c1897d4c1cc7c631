/**
 * The vocabulary that the rest of Faultline speaks: nodes and what surrounds them, the system model
 * that bounds the adversary, and faults as values. Nothing in here runs anything.
 */
@NullMarked
package dev.faultline.core;

import org.jspecify.annotations.NullMarked;
