package dev.faultline.check.read;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** Reads a history file of any format. */
public final class HistoryReader {

  private static final int LOOK = 4096;

  private HistoryReader() {}

  /**
   * Reads a file as a stream; memory is that of the history.
   *
   * @throws MalformedHistoryException if it is no history
   * @throws IOException if it cannot be read
   */
  public static RawHistory read(Path file) throws IOException, MalformedHistoryException {
    try (var in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    }
  }

  /** Reads a stream; the name is for messages. */
  public static RawHistory read(String name, InputStream stream)
      throws IOException, MalformedHistoryException {
    var in = unpacked(new BufferedInputStream(stream, 1 << 14));
    in.mark(LOOK);
    byte[] head = in.readNBytes(LOOK);
    in.reset();
    var source = new ByteSource(name, in);
    var format = detect(head, source);
    if (format == RawHistory.Format.TRANSACTION_TEXT) {
      return new RawHistory(name, format, new TransactionTextReader(source).read());
    }
    var operations = new Collecting();
    read(format, source, operations);
    return new RawHistory(name, format, operations.operations());
  }

  /**
   * Reads a stream that grows, and tells of each event as soon as it is complete.
   *
   * @param listenerOf makes the listener once the format is known; its history has no operations
   * @throws MalformedHistoryException if it is no history, or one without times
   * @throws IOException if it cannot be read
   */
  public static void follow(
      String name, InputStream stream, Function<RawHistory, RawListener> listenerOf)
      throws IOException, MalformedHistoryException {
    var in = new BufferedInputStream(stream, 1 << 14);
    in.mark(LOOK);
    byte[] head = new byte[LOOK];
    int length = Math.max(0, in.read(head)); // What is there by now; waits for the first byte only.
    in.reset();
    var source = new ByteSource(name, in);
    var format = detect(Arrays.copyOf(head, length), source);
    if (format == RawHistory.Format.TRANSACTION_TEXT) {
      throw source.malformed("this format has no calls and returns to follow");
    }
    read(format, source, listenerOf.apply(new RawHistory(name, format, List.of())));
  }

  private static void read(RawHistory.Format format, ByteSource source, RawListener listener)
      throws IOException, MalformedHistoryException {
    if (format == RawHistory.Format.ETCD_LOG) {
      new EtcdLogReader(source, listener).read();
    } else {
      new MapEventReader(source, format == RawHistory.Format.JSON, listener).read();
    }
  }

  private static InputStream unpacked(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
  }

  private static RawHistory.Format detect(byte[] head, ByteSource source)
      throws MalformedHistoryException {
    int at = 0;
    while (at < head.length && (head[at] == '[' || head[at] == ',' || isBlank(head[at]))) {
      at++;
    }
    if (at == head.length) {
      return RawHistory.Format.EDN;
    }
    int next = at + 1;
    while (next < head.length && isBlank(head[next])) {
      next++;
    }
    char second = next < head.length ? (char) head[next] : ' ';
    return switch ((char) head[at]) {
      case '{' -> second == '"' ? RawHistory.Format.JSON : RawHistory.Format.EDN;
      case '(', ';', '#', ']' -> RawHistory.Format.EDN;
      case 'r', 'w' -> {
        if (second != '(') {
          throw source.malformed("no known format of history");
        }
        yield RawHistory.Format.TRANSACTION_TEXT;
      }
      default -> {
        if (!contains(head, " - ")) {
          throw source.malformed(
              "no known format of history: expected EDN, JSON lines, an etcd log or r(k,v,s,t)");
        }
        yield RawHistory.Format.ETCD_LOG;
      }
    };
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static boolean contains(byte[] head, String text) {
    return new String(head, java.nio.charset.StandardCharsets.ISO_8859_1).contains(text);
  }
}
