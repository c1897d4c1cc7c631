/**
 * Reads histories recorded by other tools: Jepsen's EDN, the same as JSON lines, etcd logs and
 * key-value logs as in Porcupine's test data, transaction text as in Plume's. Unpacks gzip, detects
 * the format, and refuses malformed files with file name and line.
 */
@NullMarked
package dev.faultline.check.read;

import org.jspecify.annotations.NullMarked;
