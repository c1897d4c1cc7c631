package dev.faultline.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A writer that remembers why it could not write: a {@link PrintWriter} says only that it could
 * not. Thread-safe.
 */
final class StandardOutput extends PrintWriter {
  private final Noted to;

  private StandardOutput(Noted to, Charset charset) {
    super(to, true, charset);
    this.to = to;
  }

  /** To this file, which others may write to as well. */
  static StandardOutput to(FileOutputStream file, Charset charset) {
    return new StandardOutput(new Noted(file), charset);
  }

  /** Why something could not be written, in the system's words; empty where all was. */
  static Optional<String> failureOf(PrintWriter out) {
    if (!out.checkError()) {
      return Optional.empty();
    }
    IOException why = out instanceof StandardOutput own ? own.to.failure : null;
    return Optional.of(why == null ? "it takes no more" : String.valueOf(why.getMessage()));
  }

  private static final class Noted extends OutputStream {
    private final FileOutputStream file;
    private volatile @Nullable IOException failure;

    Noted(FileOutputStream file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        file.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }
}
