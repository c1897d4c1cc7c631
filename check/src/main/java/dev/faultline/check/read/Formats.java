package dev.faultline.check.read;

/** Knows a format by how a file begins. */
final class Formats {

  /** How much of a file is looked at. */
  static final int LOOK = 4096;

  private Formats() {}

  /** How long the byte-order mark of UTF-8 is that a file begins with; mostly none. */
  static int markLength(byte[] head) {
    return startsWith(head, 0xef, 0xbb, 0xbf) ? 3 : 0;
  }

  static RawHistory.Format detect(String name, byte[] head) throws MalformedHistoryException {
    if (startsWith(head, 0xfe, 0xff) || startsWith(head, 0xff, 0xfe)) {
      throw new MalformedHistoryException(
          name, 1, "the file is UTF-16, as its byte-order mark says; write it as UTF-8");
    }
    int at = skip(head, markLength(head), true);
    if (at == head.length) {
      return RawHistory.Format.EDN;
    }
    int next = skip(head, at + 1, false);
    char second = next < head.length ? (char) head[next] : ' ';
    return switch ((char) head[at]) {
      case '{' -> second == '"' ? RawHistory.Format.JSON : RawHistory.Format.EDN;
      case '(', ';', '#', '^', ']' -> RawHistory.Format.EDN;
      case 'r', 'w' ->
          second == '(' ? RawHistory.Format.TRANSACTION_TEXT : RawHistory.Format.ETCD_LOG;
      default -> RawHistory.Format.ETCD_LOG;
    };
  }

  private static int skip(byte[] head, int from, boolean alsoOpening) {
    int at = from;
    while (at < head.length && (EdnParser.isBlank(head[at]) || alsoOpening && head[at] == '[')) {
      at++;
    }
    return at;
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
