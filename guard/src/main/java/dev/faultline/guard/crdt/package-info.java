/**
 * Data that replicas change on their own and that agrees wherever the same changes have arrived.
 */
@NullMarked
package dev.faultline.guard.crdt;

import org.jspecify.annotations.NullMarked;
