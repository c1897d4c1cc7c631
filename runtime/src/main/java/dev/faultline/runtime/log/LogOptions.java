package dev.faultline.runtime.log;

/**
 * How a log is laid out.
 *
 * @param segmentBytes length of each file: a power of two; an existing log keeps the length it was
 *     created with
 * @param bufferBytes how many bytes may wait to be written: a power of two, at most a segment
 * @param segmentsMax how many segments the log may have; when all are in use, appending waits for a
 *     trim
 */
public record LogOptions(int segmentBytes, int bufferBytes, int segmentsMax) {
  /** Segments of 16 MiB, a buffer of 8 MiB, 4 GiB in all. */
  public static final LogOptions DEFAULT = new LogOptions(16 << 20, 8 << 20, 256);

  /**
   * The longest record as a share of the buffer: the record must fit together with the unused end
   * of the segment before it, which is shorter than the record.
   */
  private static final int RECORDS_PER_BUFFER_MIN = 2;

  /** Checks that the sizes fit together. */
  public LogOptions {
    if (Integer.bitCount(segmentBytes) != 1 || segmentBytes < 4096) {
      throw new IllegalArgumentException(
          "segmentBytes is " + segmentBytes + ", expected a power of two, at least 4096");
    }
    if (Integer.bitCount(bufferBytes) != 1 || bufferBytes < 1024 || bufferBytes > segmentBytes) {
      throw new IllegalArgumentException(
          "bufferBytes is " + bufferBytes + ", expected a power of two, 1024 to " + segmentBytes);
    }
    if (segmentsMax < 2) {
      throw new IllegalArgumentException("segmentsMax is " + segmentsMax + ", expected at least 2");
    }
  }

  /** The longest record that such a log takes. */
  public int recordBytesMax() {
    return bufferBytes / RECORDS_PER_BUFFER_MIN - 3 * Records.HEADER;
  }
}
