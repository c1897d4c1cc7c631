package dev.faultline.check.read;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    var in = unpacked(new BufferedInputStream(stream, 1 << 16));
    in.mark(LOOK);
    byte[] head = in.readNBytes(LOOK);
    in.reset();
    var source = new ByteSource(name, in);
    var format = detect(head, source);
    List<RawOperation> operations =
        switch (format) {
          case EDN -> new MapEventReader(source, false).read();
          case JSON -> new MapEventReader(source, true).read();
          case ETCD_LOG -> new EtcdLogReader(source).read();
          case TRANSACTION_TEXT -> new TransactionTextReader(source).read();
        };
    return new RawHistory(name, format, operations);
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
