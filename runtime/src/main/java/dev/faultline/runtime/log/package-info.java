/**
 * A durable log in segments: records are appended by one thread, written and synced in groups by
 * another, and read back in order after a crash. {@link dev.faultline.runtime.log.SegmentedLog} is
 * the façade.
 *
 * <p><b>On disk.</b> A folder holds {@code 0000000000000000.log}, {@code 0000000000000001.log} …,
 * each of the same size and filled with zeros before it is used, so that a sync has no metadata to
 * write. A record is a CRC32C, a length, the position up to which the log was known to be synced
 * when the record was written, and the bytes, padded to eight. The checksum covers the record's own
 * position, so bytes left from an earlier use of the file are never taken for a record.
 *
 * <p><b>Recovery.</b> The log ends at the first place without a valid record. If a later record
 * says that the log had been synced beyond that place, durable bytes are corrupt: the log refuses
 * to open and names segment and offset. Otherwise the crash tore records that were never
 * acknowledged, and the tail is cut off. (A corrupt record in the very last group, after which
 * nothing was written, cannot be distinguished from a torn one.)
 */
@NullMarked
package dev.faultline.runtime.log;

import org.jspecify.annotations.NullMarked;
