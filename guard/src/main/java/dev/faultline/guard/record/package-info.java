/** Records with a checksum from the writer to the reader, and quorum reads that repair replicas. */
@NullMarked
package dev.faultline.guard.record;

import org.jspecify.annotations.NullMarked;
