/** Records that carry their own proof from the writer to the reader, and reads that repair them. */
@NullMarked
package dev.faultline.guard.record;

import org.jspecify.annotations.NullMarked;
