package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads events that are maps with process, type, f, value and perhaps key; EDN or JSON. */
final class MapEventReader {

  private static final Keyword PROCESS = new Keyword("process");
  private static final Keyword TYPE = new Keyword("type");
  private static final Keyword F = new Keyword("f");
  private static final Keyword VALUE = new Keyword("value");
  private static final Keyword KEY = new Keyword("key");
  private static final Keyword INDEX = new Keyword("index");

  private static final List<Keyword> KNOWN = List.of(PROCESS, TYPE, VALUE, KEY);

  private final ByteSource in;
  private final ValueParser parser;
  private final Pairing pairing;

  MapEventReader(ByteSource in, ValueParser parser, Pairing pairing) {
    this.in = in;
    this.parser = parser;
    this.pairing = pairing;
  }

  void read() throws IOException, MalformedHistoryException {
    for (int c = parser.skipBlanks(); c != ByteSource.END; c = parser.skipBlanks()) {
      if (c == '[' || c == '(') {
        sequence(c == '[' ? ']' : ')');
      } else {
        event();
      }
      parser.separator(false);
    }
  }

  private void sequence(int close) throws IOException, MalformedHistoryException {
    in.read();
    for (int c = parser.skipBlanks(); c != close; c = parser.skipBlanks()) {
      if (c == ByteSource.END) {
        throw in.cutOff("the history, which began with a bracket");
      }
      event();
      parser.separator(true);
    }
    in.read();
  }

  private void event() throws IOException, MalformedHistoryException {
    int line = in.line();
    Object value = parser.value();
    // A history's records print with a tag.
    if (!((value instanceof Tagged tagged ? tagged.value() : value) instanceof Map<?, ?> map)) {
      throw damageOr(new MalformedHistoryException(in.file(), line, "an event must be a map"));
    }
    Object process = required(map, PROCESS, line);
    if (Clients.isNemesis(process)) {
      parser.takeDamage(); // Nobody needs to understand what is skipped.
      Object f = map.get(F);
      pairing.nemesis(line, f == null ? "" : name(f), orNil(map.get(VALUE)));
      return;
    }
    requireKnownNames(map, line);
    String type = name(required(map, TYPE, line));
    String f = map.containsKey(F) ? name(required(map, F, line)) : "";
    var damage = parser.takeDamage();
    if (damage != null) {
      throw damage;
    }
    if (!map.containsKey(VALUE)) {
      MissingValue.requireNone(in.file(), line, type, f, map);
    }
    long index = map.get(INDEX) instanceof Long number ? number : RawOperation.NO_INDEX;
    pairing.event(line, index, type, process, f, orNil(map.get(KEY)), orNil(map.get(VALUE)));
  }

  private static Object orNil(@Nullable Object value) {
    return value == null ? Nil.NIL : value;
  }

  private Object required(Map<?, ?> map, Keyword key, int line) throws MalformedHistoryException {
    Object value = map.get(key);
    if (value == null) {
      throw damageOr(new MalformedHistoryException(in.file(), line, "an event needs " + key));
    }
    return value;
  }

  /** Other names are not for us, but one that differs in a letter would be understood by nobody. */
  private void requireKnownNames(Map<?, ?> map, int line) throws MalformedHistoryException {
    for (Object key : map.keySet()) {
      String name = key instanceof Keyword(String keyword) ? keyword : key.toString();
      for (Keyword known : KNOWN) {
        if (!name.equals(known.name()) && !map.containsKey(known) && near(name, known.name())) {
          throw damageOr(
              new MalformedHistoryException(
                  in.file(), line, "an event has " + key + "; is " + known + " meant?"));
        }
      }
    }
  }

  /** Whether two names of more than one letter differ in one, or in the order of two. */
  private static boolean near(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    if (shorter < 2 || Math.abs(a.length() - b.length()) > 1) {
      return false;
    }
    int same = 0;
    while (same < shorter && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    int sameEnd = 0;
    while (sameEnd < shorter - same
        && a.charAt(a.length() - 1 - sameEnd) == b.charAt(b.length() - 1 - sameEnd)) {
      sameEnd++;
    }
    int differ = Math.max(a.length(), b.length()) - same - sameEnd;
    boolean swapped =
        differ == 2
            && a.length() == b.length()
            && a.charAt(same) == b.charAt(same + 1)
            && a.charAt(same + 1) == b.charAt(same);
    return differ <= 1 || swapped;
  }

  private MalformedHistoryException damageOr(MalformedHistoryException other) {
    var damage = parser.takeDamage();
    return damage != null ? damage : other;
  }

  /** JSON writers may keep the colon of a keyword. */
  private static String name(Object value) {
    String text = value instanceof Keyword(String name) ? name : value.toString();
    return text.startsWith(":") ? text.substring(1) : text;
  }
}
