package dev.faultline.check.read;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The text of one gzip member after another, up to the end of the file. The JDK's stream takes
 * anything that is no member for the end; here it is an error, since nobody would have read it.
 */
final class WholeGzip extends GZIPInputStream {

  private static final int BUFFER = 1 << 16;
  private static final int TRAILER = 8;

  private final Counted packed;
  private long takenByLastFill;

  WholeGzip(InputStream in) throws IOException {
    this(new Counted(in));
  }

  private WholeGzip(Counted packed) throws IOException {
    super(packed, BUFFER);
    this.packed = packed;
    this.takenByLastFill = packed.taken;
  }

  @Override
  protected void fill() throws IOException {
    super.fill();
    takenByLastFill = packed.taken;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = super.read(into, from, length);
    if (read < 0) {
      long sinceLastFill = packed.taken - takenByLastFill;
      if (inf.getRemaining() + sinceLastFill > TRAILER) {
        throw new ZipException("there is other data after the end of the gzip data");
      }
    }
    return read;
  }

  /** Counts the bytes that were taken. */
  private static final class Counted extends FilterInputStream {
    private long taken;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      taken += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = in.read(into, from, length);
      taken += Math.max(0, read);
      return read;
    }
  }
}
