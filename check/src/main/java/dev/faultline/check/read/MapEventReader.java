package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import java.io.IOException;
import java.util.Map;

/** Reads events that are maps with process, type, f, value and perhaps key; EDN or JSON. */
final class MapEventReader {

  private static final Keyword PROCESS = new Keyword("process");
  private static final Keyword TYPE = new Keyword("type");
  private static final Keyword F = new Keyword("f");
  private static final Keyword VALUE = new Keyword("value");
  private static final Keyword KEY = new Keyword("key");

  private final ByteSource in;
  private final EdnParser parser;
  private final Pairing pairing;

  MapEventReader(ByteSource in, boolean json, RawListener listener) {
    this.in = in;
    this.parser = new EdnParser(in, json);
    this.pairing = new Pairing(in.file(), listener);
  }

  void read() throws IOException, MalformedHistoryException {
    for (int c = parser.skipBlanks(); c != ByteSource.END; c = parser.skipBlanks()) {
      if (c == '[' || c == '(') {
        sequence(c == '[' ? ']' : ')');
      } else {
        event();
      }
    }
  }

  private void sequence(int close) throws IOException, MalformedHistoryException {
    in.read();
    for (int c = parser.skipBlanks(); c != close; c = parser.skipBlanks()) {
      if (c == ByteSource.END) {
        throw in.malformed("the file ends before " + (char) close);
      }
      event();
    }
    in.read();
  }

  private void event() throws IOException, MalformedHistoryException {
    int line = in.line();
    if (!(parser.value() instanceof Map<?, ?> map)) {
      throw new MalformedHistoryException(in.file(), line, "an event must be a map");
    }
    Object process = required(map, PROCESS, line);
    if (process instanceof Keyword) {
      return; // The nemesis and its like are not clients.
    }
    if (!(process instanceof Long number) || number < 0 || number > Integer.MAX_VALUE) {
      if (process instanceof String) {
        return;
      }
      throw new MalformedHistoryException(in.file(), line, "process must be a number: " + process);
    }
    pairing.event(
        line,
        name(required(map, TYPE, line)),
        number.intValue(),
        name(required(map, F, line)),
        orNil(map.get(KEY)),
        orNil(map.get(VALUE)));
  }

  private static Object orNil(@org.jspecify.annotations.Nullable Object value) {
    return value == null ? Nil.NIL : value;
  }

  private Object required(Map<?, ?> map, Keyword key, int line) throws MalformedHistoryException {
    Object value = map.get(key);
    if (value == null) {
      throw new MalformedHistoryException(in.file(), line, "an event needs " + key);
    }
    return value;
  }

  /** JSON writers may keep the colon of a keyword. */
  private static String name(Object value) {
    String text = value instanceof Keyword(String name) ? name : value.toString();
    return text.startsWith(":") ? text.substring(1) : text;
  }
}
