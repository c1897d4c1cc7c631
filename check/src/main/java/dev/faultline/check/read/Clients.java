package dev.faultline.check.read;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the processes of a file, whose names may be any values. A name that is a number keeps it
 * if possible; every other name gets the lowest free number. Not thread-safe; grows while the file
 * is read.
 */
public final class Clients {

  private static final int LARGEST_OF_ITS_OWN = 1 << 30;

  private final Map<Object, Integer> numbers = new HashMap<>();
  private final Map<Integer, String> names = new LinkedHashMap<>();
  private final BitSet taken = new BitSet();

  Clients() {}

  /** Whether a process is a nemesis and not a client. */
  static boolean isNemesis(Object process) {
    String name =
        switch (process) {
          case Keyword(String keyword) -> keyword;
          case Symbol(String symbol) -> symbol;
          case String text -> text.startsWith(":") ? text.substring(1) : text;
          default -> "";
        };
    return name.equals("nemesis")
        || name.startsWith("nemesis") && !Character.isLetter(name.charAt("nemesis".length()));
  }

  /** The number of a process, or -1 if the value cannot name a process. */
  int number(Object process) {
    Integer known = numbers.get(process);
    if (known != null) {
      return known;
    }
    Integer own = own(process);
    boolean names =
        own != null
            || process instanceof Long
            || process instanceof BigInteger
            || process instanceof String
            || process instanceof Keyword
            || process instanceof Symbol
            || process instanceof Character
            || process instanceof Tagged;
    return names ? add(process, own) : -1;
  }

  private int add(Object process, @Nullable Integer own) {
    int number = own != null && !taken.get(own) ? own : taken.nextClearBit(0);
    numbers.put(process, number);
    taken.set(number);
    if (!process.toString().equals(Integer.toString(number))) {
      names.put(number, process.toString());
    }
    return number;
  }

  private static @Nullable Integer own(Object process) {
    return process instanceof Long number && number >= 0 && number < LARGEST_OF_ITS_OWN
        ? (Integer) number.intValue()
        : null;
  }

  /** The names of the clients whose names differ from their numbers, by number. */
  public Map<Integer, String> names() {
    return Collections.unmodifiableMap(names);
  }
}
