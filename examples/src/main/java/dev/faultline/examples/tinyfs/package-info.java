/**
 * A small file system on top of another one, right and with mistakes in what its syncs make
 * durable: what ACE's workloads find.
 */
@NullMarked
package dev.faultline.examples.tinyfs;

import org.jspecify.annotations.NullMarked;
