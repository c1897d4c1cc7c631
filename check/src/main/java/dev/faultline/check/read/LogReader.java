package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Jepsen's logs: {@code history.txt}, {@code jepsen.log} of any age, and what Porcupine's
 * tests have. Whatever stands before them, operations are {@code process :type :f value}, apart by
 * tabs or blanks, and perhaps an error after an end that is not ok. Other lines are skipped, unless
 * they look like operations.
 */
final class LogReader {

  private final ByteSource in;
  private final ByteSource rest;
  private final EdnParser parser;
  private final Pairing pairing;
  private final LogLine line = new LogLine();
  private byte[] bytes = new byte[4096];
  private int length;
  private int number;
  private long offset;
  private boolean finished;
  private boolean anyOperation;
  private boolean anyLine;

  LogReader(ByteSource in, Pairing pairing) {
    this.in = in;
    this.pairing = pairing;
    this.rest = new ByteSource(in.file());
    this.parser = new EdnParser(rest, new Skipped());
  }

  void read() throws IOException, MalformedHistoryException {
    while (nextLine()) {
      anyLine = true;
      line.take(bytes, length);
      if (line.isBlank()) {
        continue;
      }
      if (line.findEvent()) {
        event();
        anyOperation = true;
      } else if (line.looksLikeEvent()) {
        throw bad("this looks like an operation, but lacks the form: process :type :f value");
      } else {
        pairing.skip(finished ? Skipped.Kind.OTHER_LINE : Skipped.Kind.UNFINISHED_LINE);
      }
    }
    if (!anyOperation && anyLine) {
      throw new MalformedHistoryException(
          in.file(),
          1,
          "no known format of history: expected EDN, JSON lines, a log with operations as Jepsen"
              + " writes them, or r(key,value,session,transaction)");
    }
  }

  private boolean nextLine() throws IOException {
    number = in.line();
    offset = in.offset();
    length = 0;
    int c = in.read();
    if (c == ByteSource.END) {
      return false;
    }
    for (; c != '\n' && c != '\r' && c != ByteSource.END; c = in.read()) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, length * 2);
      }
      bytes[length++] = (byte) c;
    }
    finished = c != ByteSource.END;
    return true;
  }

  private void event() throws IOException, MalformedHistoryException {
    if (line.hasAnotherEvent()) {
      throw bad("two operations in one line");
    }
    if (line.isOfNemesis()) {
      nemesis();
      return;
    }
    String type = line.type();
    Object process = line.process();
    int from = line.afterType();
    if (from == length) {
      throw bad("expected a function after :" + type);
    }
    int to = line.endOfWord(from);
    String f = line.text(bytes[from] == ':' ? from + 1 : from, to);
    if (f.indexOf('\ufffd') >= 0 || process.toString().indexOf('\ufffd') >= 0) {
      throw bad("a byte that is not UTF-8 in the process or the function");
    }
    Object value = value(line.skipBlanks(to));
    requireNothingElse(type, value);
    pairing.event(number, type, process, f, Nil.NIL, value);
  }

  private void nemesis() {
    int from = line.afterType();
    int to = line.endOfWord(from);
    String f = string(bytes, from, to);
    String value = string(bytes, to, length).strip();
    pairing.nemesis(
        number, f.startsWith(":") ? f.substring(1) : f, value.equals("nil") ? Nil.NIL : value);
  }

  private Object value(int from) throws IOException, MalformedHistoryException {
    rest.reset(bytes, from, length, number, offset);
    if (parser.skipBlanks() == ByteSource.END) {
      return Nil.NIL;
    }
    Object value = parser.value();
    var damage = parser.takeDamage();
    if (damage != null) {
      throw damage;
    }
    return value;
  }

  /** After the value of an operation that failed, or may have, the log gives the error. */
  private void requireNothingElse(String type, Object value)
      throws IOException, MalformedHistoryException {
    boolean ended = type.equals("fail") || type.equals("info");
    if (!ended && parser.skipBlanks() != ByteSource.END) {
      throw bad("there is text after the value " + value);
    }
  }

  private MalformedHistoryException bad(String problem) {
    String end =
        finished ? "" : "; the line has no end: it is cut off, or somebody is still writing it";
    return new MalformedHistoryException(in.file(), number, problem + end);
  }

  /** Whether a text has the word before it at an end. */
  static boolean holds(byte[] bytes, int at, int length, String word) {
    if (at + word.length() > length) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static String string(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
