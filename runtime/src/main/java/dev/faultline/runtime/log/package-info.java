/**
 * A durable log in segments: records are appended by one thread, written and synced in groups by
 * another, and given back in order after a crash. {@link dev.faultline.runtime.log.SegmentedLog} is
 * the façade.
 *
 * <p><b>On disk.</b> A folder holds {@code 0000000000000000.log}, {@code 0000000000000001.log} …,
 * each of the same size and filled with zeros before it is used, so that a sync has no metadata to
 * write. A record is a CRC32C, a length, the position up to which the log was known to be synced
 * when the record was written, and the bytes, padded to eight. The checksum covers the record's own
 * position, so what an older use of the file left behind is never taken for a record.
 *
 * <p><b>Recovery.</b> The log ends at the first place that holds no valid record. If a later record
 * says that the log had been synced beyond that place, bytes that were safe have changed: the log
 * refuses to open and names segment and offset. Otherwise the crash has torn what was never
 * acknowledged, and the tail is cut off. (A changed record in the very last group, after which
 * nothing was written, cannot be told from a torn one.)
 */
@NullMarked
package dev.faultline.runtime.log;

import org.jspecify.annotations.NullMarked;
