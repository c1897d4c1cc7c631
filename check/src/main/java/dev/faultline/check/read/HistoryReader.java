package dev.faultline.check.read;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Reads a history file of any format.
 *
 * <p>Every line and every event is an operation, or is skipped for a reason that {@link Skipped}
 * counts, or makes the file malformed. So no verdict is based on only a part of a file.
 */
public final class HistoryReader {

  private HistoryReader() {}

  /**
   * Reads a file as a stream; memory is needed only for the history. For a folder of a run in
   * Jepsen's store, reads the history in it.
   *
   * @throws MalformedHistoryException if the file is not a history
   * @throws IOException if it cannot be read, or the folder holds no history
   */
  public static RawHistory read(Path file) throws IOException, MalformedHistoryException {
    Path found = historyIn(file);
    try (var in = Files.newInputStream(found)) {
      return read(found.toString(), in);
    }
  }

  /**
   * The file itself, or the history in the folder of a run in Jepsen's store.
   *
   * @throws IOException if the folder has no history
   */
  public static Path historyIn(Path file) throws IOException {
    return StoreFolder.historyIn(file);
  }

  /** Reads a stream; the name is for messages. */
  public static RawHistory read(String name, InputStream stream)
      throws IOException, MalformedHistoryException {
    var operations = new Collecting();
    return read(name, stream, Pace.UNBOUNDED, _ -> operations).with(operations.operations());
  }

  /**
   * Reads a stream and tells a listener of each operation's call and end; an operation that never
   * ends is indeterminate. A transaction in text format is called and ended at once.
   *
   * @param pace may stop the reading
   * @param listenerOf creates the listener when the format is known; the history passed to it has
   *     no operations
   * @return the history without its operations, with the counts of skipped entries
   * @throws MalformedHistoryException if the file is not a history
   * @throws IOException if it cannot be read
   */
  public static RawHistory read(
      String name, InputStream stream, Pace pace, Function<RawHistory, RawListener> listenerOf)
      throws IOException, MalformedHistoryException {
    var in = unpacked(new BufferedInputStream(stream, 1 << 14));
    in.mark(Formats.LOOK);
    byte[] head = in.readNBytes(Formats.LOOK);
    in.reset();
    return read(name, in, head, pace, listenerOf);
  }

  /**
   * Reads a stream that is still being written, and tells a listener of each event as soon as it is
   * complete.
   *
   * @param listenerOf creates the listener when the format is known; the history passed to it has
   *     no operations
   * @throws MalformedHistoryException if the file is not a history, or has no times
   * @throws IOException if it cannot be read
   */
  public static void follow(
      String name, InputStream stream, Function<RawHistory, RawListener> listenerOf)
      throws IOException, MalformedHistoryException {
    var in = new BufferedInputStream(stream, 1 << 14);
    in.mark(Formats.LOOK);
    byte[] head = new byte[Formats.LOOK];
    int length = Math.max(0, in.read(head)); // What is there by now; waits for the first byte only.
    in.reset();
    head = Arrays.copyOf(head, length);
    if (Formats.detect(name, head) == RawHistory.Format.TRANSACTION_TEXT) {
      throw new MalformedHistoryException(
          name, 1, "this format has no calls and returns to follow");
    }
    read(name, in, head, Pace.UNBOUNDED, listenerOf);
  }

  private static RawHistory read(
      String name,
      InputStream in,
      byte[] head,
      Pace pace,
      Function<RawHistory, RawListener> listenerOf)
      throws IOException, MalformedHistoryException {
    var raw = RawHistory.of(name, Formats.detect(name, head));
    in.skipNBytes(Formats.markLength(head));
    var source = new ByteSource(name, in, pace);
    var listener = listenerOf.apply(raw);
    var pairing = new Pairing(raw, listener);
    switch (raw.format()) {
      case EDN -> new MapEventReader(source, new EdnParser(source, raw.skipped()), pairing).read();
      case JSON -> new MapEventReader(source, new JsonParser(source), pairing).read();
      case ETCD_LOG -> new LogReader(source, pairing).read();
      case TRANSACTION_TEXT -> new TransactionTextReader(source, listener).read();
    }
    return raw;
  }

  /**
   * Reads one value, as written in a JSON file, otherwise as in an EDN file.
   *
   * @throws MalformedHistoryException if the text is not exactly one value
   */
  public static Object value(String text, RawHistory.Format format)
      throws MalformedHistoryException {
    var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    var in = new ByteSource("value " + text, bytes, Pace.UNBOUNDED);
    ValueParser parser =
        format == RawHistory.Format.JSON ? new JsonParser(in) : new EdnParser(in, new Skipped());
    try {
      parser.skipBlanks();
      Object value = parser.value();
      if (parser.skipBlanks() != ByteSource.END) {
        throw new MalformedHistoryException("value " + text, 1, "more than one value");
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
  }

  private static InputStream unpacked(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new BufferedInputStream(new WholeGzip(in), 1 << 16) : in;
  }
}
