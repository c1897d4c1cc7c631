/**
 * Conflict-free replicated data types: replicas change them independently, and agree once they have
 * the same changes.
 */
@NullMarked
package dev.faultline.guard.crdt;

import org.jspecify.annotations.NullMarked;
