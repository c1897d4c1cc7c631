/**
 * Two published stores under crashes of the machine: MapDB, which loses what it acknowledged, and
 * H2's MVStore, which does not, with the same program and the same check. Each is loaded apart, by
 * an adaptor that was compiled against it.
 */
@NullMarked
package dev.faultline.examples.stores;

import org.jspecify.annotations.NullMarked;
