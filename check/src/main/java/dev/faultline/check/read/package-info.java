/**
 * Reads histories that others recorded: Jepsen's EDN, the same as JSON lines, etcd logs and
 * key-value logs as in Porcupine's test data, transaction text as in Plume's. Gzip is unpacked, the
 * format is detected, and what is malformed is refused with file and line.
 */
@NullMarked
package dev.faultline.check.read;

import org.jspecify.annotations.NullMarked;
