/**
 * A small write-ahead log on files, right and with the mistakes that cost data: what {@code
 * ./faultline crash} finds.
 */
@NullMarked
package dev.faultline.examples.wal;

import org.jspecify.annotations.NullMarked;
