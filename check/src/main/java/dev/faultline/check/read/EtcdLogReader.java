package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import java.io.IOException;
import java.util.List;

/**
 * Reads the log lines of Jepsen's etcd test: a prefix that ends in {@code " - "}, then process,
 * type, function and value, apart by tabs or blanks.
 */
final class EtcdLogReader {

  private static final Object TIMED_OUT = new Keyword("timed-out");

  private final ByteSource in;
  private final Pairing pairing;
  private final byte[] line = new byte[4096];
  private int length;
  private int at;
  private int number;

  EtcdLogReader(ByteSource in, RawListener listener) {
    this.in = in;
    this.pairing = new Pairing(in.file(), listener);
  }

  void read() throws IOException, MalformedHistoryException {
    while (nextLine()) {
      if (!skipBlanks()) {
        continue;
      }
      skipPrefix();
      if (!skipBlanks()) {
        throw bad("nothing after the prefix");
      }
      if (line[at] == ':') {
        continue; // The nemesis.
      }
      int process = (int) integer();
      String type = keyword();
      String f = keyword();
      pairing.event(number, type, process, f, Nil.NIL, value());
    }
  }

  private boolean nextLine() throws IOException, MalformedHistoryException {
    number = in.line();
    length = 0;
    at = 0;
    int c = in.read();
    if (c == ByteSource.END) {
      return false;
    }
    for (; c != '\n' && c != ByteSource.END; c = in.read()) {
      if (length == line.length) {
        throw new MalformedHistoryException(in.file(), number, "line too long");
      }
      line[length++] = (byte) c;
    }
    return true;
  }

  private void skipPrefix() throws MalformedHistoryException {
    for (int i = at; i + 2 < length; i++) {
      if (line[i] == ' ' && line[i + 1] == '-' && line[i + 2] == ' ') {
        at = i + 3;
        return;
      }
    }
    throw bad("not a log line with ' - ' and an event");
  }

  private Object value() throws MalformedHistoryException {
    if (!skipBlanks()) {
      return Nil.NIL;
    }
    switch (line[at]) {
      case '[' -> {
        at++;
        skipBlanks();
        Object expected = scalar();
        skipBlanks();
        Object next = scalar();
        skipBlanks();
        if (at >= length || line[at] != ']') {
          throw bad("a pair must end in ]");
        }
        return List.of(expected, next);
      }
      case ':' -> {
        String name = keyword();
        return name.equals("timed-out") ? TIMED_OUT : new Keyword(name);
      }
      default -> {
        return scalar();
      }
    }
  }

  private Object scalar() throws MalformedHistoryException {
    if (at + 2 < length && line[at] == 'n' && line[at + 1] == 'i' && line[at + 2] == 'l') {
      at += 3;
      return Nil.NIL;
    }
    return integer();
  }

  private long integer() throws MalformedHistoryException {
    boolean negative = at < length && line[at] == '-';
    int from = negative ? ++at : at;
    long value = 0;
    while (at < length && line[at] >= '0' && line[at] <= '9') {
      value = value * 10 + line[at++] - '0';
    }
    if (at == from || at - from > 18) {
      throw bad("expected a number");
    }
    return negative ? -value : value;
  }

  private String keyword() throws MalformedHistoryException {
    if (!skipBlanks() || line[at] != ':') {
      throw bad("expected a keyword");
    }
    int from = ++at;
    while (at < length && line[at] > ' ') {
      at++;
    }
    return known(from);
  }

  /** The words of these logs are few: do not make a string for each. */
  private String known(int from) {
    for (String word : WORDS) {
      if (word.length() == at - from) {
        int i = 0;
        while (i < word.length() && word.charAt(i) == line[from + i]) {
          i++;
        }
        if (i == word.length()) {
          return word;
        }
      }
    }
    return new String(line, from, at - from, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static final String[] WORDS = {
    "invoke", "ok", "fail", "info", "read", "write", "cas", "timed-out"
  };

  private boolean skipBlanks() {
    while (at < length && line[at] <= ' ' && line[at] >= 0) {
      at++;
    }
    return at < length;
  }

  private MalformedHistoryException bad(String problem) {
    return new MalformedHistoryException(in.file(), number, problem);
  }
}
